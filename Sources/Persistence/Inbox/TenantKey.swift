import FleetCore

/// An idempotency key as its tenant uses it.
public struct TenantKey: Hashable, Sendable {
    public let tenant: TenantName
    public let key: String

    public init(tenant: TenantName, key: String) {
        self.tenant = tenant
        self.key = key
    }
}
