/// Decides who may call a route that names a role, by the head of the request alone: nothing of a stranger's body is read.
public protocol RequestAuthorizer: Sendable {
    /// Called on the server's own thread: it must answer at once.
    /// - Throws: `FleetError` `unauthenticated` or `forbidden` (rejected).
    func authorize(_ headers: HTTPHeaders, role: String) throws -> HTTPPrincipal
}
