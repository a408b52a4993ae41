import FleetCore

/// One topic as the manifest declares it.
public struct DeclaredTopic: Codable, Sendable, Equatable {
    /// The name; of a topic that each tenant has, the one of the tenant `default`.
    public var name: String
    /// The name for another tenant, with `{tenant}` in it; nil where all tenants share the topic.
    public var tenantName: String?
    /// What the key of a record is.
    public var key: String
    public var partitions: Int32
    /// True where the count is part of the protocol: `topics apply` refuses to change it.
    public var partitionsAreFixed: Bool
    /// In a cluster of three and more brokers.
    public var replication: Int32
    public var retentionMilliseconds: Int64
    /// `delete`, or `compact,delete`.
    public var cleanupPolicy: String
    /// The largest record.
    public var maximumMessageBytes: Int
    /// The executables that write to it.
    public var producers: [String]
    /// The executables that read it.
    public var consumers: [String]
    /// The message types, or schemas of bodies.
    public var messages: [String]
    /// What becomes of a record that cannot be read.
    public var deadLetters: String
    public var purpose: String

    public var isPerTenant: Bool { tenantName != nil }

    /// The topic's name for a tenant.
    public func name(for tenant: TenantName) -> String {
        guard let tenantName, tenant != FleetTopics.defaultTenant else { return name }
        guard let hole = tenantName.firstRange(of: "{tenant}") else { return tenantName }
        return String(tenantName[..<hole.lowerBound]) + tenant.rawValue + String(tenantName[hole.upperBound...])
    }

    /// The settings by their Kafka names.
    public var settings: [String: String] {
        [
            "cleanup.policy": cleanupPolicy, "retention.ms": String(retentionMilliseconds),
            "max.message.bytes": String(maximumMessageBytes),
        ]
    }

    enum CodingKeys: String, CodingKey {
        case name, key, partitions, replication, producers, consumers, messages, purpose
        case tenantName = "tenant_name"
        case partitionsAreFixed = "partitions_fixed"
        case retentionMilliseconds = "retention_ms"
        case cleanupPolicy = "cleanup_policy"
        case maximumMessageBytes = "max_message_bytes"
        case deadLetters = "dead_letters"
    }
}
