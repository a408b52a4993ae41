/// A storage of the fleet's settings, as far as a job document must know it: endpoint and credentials stay with whoever reads.
public struct NamedStorage: Sendable, Equatable {
    public let name: String
    /// Of the URIs that it holds, such as `s3`.
    public let scheme: String
    /// Whether a source of the scheme that names no storage lies here.
    public let isDefault: Bool
    /// What jobs may read; nothing without any.
    public let grants: [StorageGrant]

    public init(name: String, scheme: String, isDefault: Bool = false, grants: [StorageGrant] = []) {
        self.name = name
        self.scheme = scheme
        self.isDefault = isDefault
        self.grants = grants
    }

    /// Whether jobs of a tenant may read a place.
    public func allows(_ location: ObjectLocation, for tenant: TenantName) -> Bool {
        location.scheme == scheme && grants.contains { $0.covers(location, for: tenant) }
    }
}
