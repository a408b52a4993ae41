/// A part of a storage that jobs may read.
public struct StorageGrant: Sendable, Equatable {
    public let bucket: String
    /// What keys must begin with, `{tenant}` standing for the tenant of the job; empty for the whole bucket.
    public let prefix: String
    /// Whose jobs; nil for everybody's.
    public let tenants: Set<TenantName>?

    /// - Parameter prefix: a folder: where it does not end with `/`, one is added.
    public init(bucket: String, prefix: String = "", tenants: Set<TenantName>? = nil) {
        self.bucket = bucket
        self.prefix = prefix.isEmpty || prefix.hasSuffix("/") ? prefix : prefix + "/"
        self.tenants = tenants
    }

    /// Whether jobs of a tenant may read a place. Of a pattern, what stands before its wildcards must lie inside.
    func covers(_ location: ObjectLocation, for tenant: TenantName) -> Bool {
        let isOpen = tenants?.contains(tenant) ?? true
        return isOpen && location.bucket == bucket && location.key.hasPrefix(prefix.replacing("{tenant}", with: tenant.rawValue))
    }
}
