/// Who asks, as the authorizer found out.
public struct HTTPPrincipal: Sendable, Equatable {
    /// A name for history and logs; never a secret.
    public let name: String
    public let tenant: String
    public let roles: Set<String>

    public init(name: String, tenant: String, roles: Set<String>) {
        self.name = name
        self.tenant = tenant
        self.roles = roles
    }
}
