/// Decides who may call a route that names a role.
public protocol RequestAuthorizer: Sendable {
    /// - Throws: `FleetError` `unauthenticated` or `forbidden` (rejected).
    func authorize(_ request: HTTPRequest, role: String) async throws -> HTTPPrincipal
}
