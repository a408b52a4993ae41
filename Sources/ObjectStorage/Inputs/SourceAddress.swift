import FleetCore

/// What a job names as its source, and whose job it is.
public struct SourceAddress: Sendable, Equatable {
    public let uri: String
    /// A storage of the fleet's settings; nil: what the URI's scheme says.
    public let storage: String?
    public let tenant: TenantName

    public init(_ uri: String, storage: String? = nil, tenant: TenantName = TenantName("default")) {
        self.uri = uri
        self.storage = storage
        self.tenant = tenant
    }
}
