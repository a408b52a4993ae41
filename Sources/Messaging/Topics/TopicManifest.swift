import FleetCore
import JSON

/// Every topic of a fleet: `topics.json` says the same, for people and for tools, and a test holds the two together.
public struct TopicManifest: Codable, Sendable, Equatable {
    public var schema: String
    public var topics: [DeclaredTopic]

    /// What this release needs.
    public static let standard = TopicManifest(schema: schemaName, topics: TopicCatalog.topics)

    public static let schemaName = "modelops.topics/v1"

    public init(schema: String, topics: [DeclaredTopic]) {
        self.schema = schema
        self.topics = topics
    }

    /// Reads a manifest.
    /// - Throws: `FleetError` (rejected): those of `JSONReader`, `json_shape`, `topics_invalid`.
    public init(reading bytes: [UInt8]) throws {
        self = try JSONCoding.decode(TopicManifest.self, from: bytes)
        guard schema == Self.schemaName else {
            throw FleetError("topics_invalid", .rejected, "the manifest's schema is not \(Self.schemaName)", path: "schema")
        }
        for topic in topics {
            guard topic.partitions >= 1 else {
                throw FleetError("topics_invalid", .rejected, "\(topic.name): a topic has at least one partition", path: "topics")
            }
        }
    }

    /// The topics as a broker is asked for them.
    /// - Parameters:
    ///   - tenants: whose topics are wanted; the default tenant's always are.
    ///   - replication: in the place of the declared one, such as 1 on a single broker.
    public func specifications(tenants: [TenantName] = [], replication: Int32? = nil) -> [TopicSpecification] {
        topics.flatMap { topic -> [TopicSpecification] in
            let names = [FleetTopics.defaultTenant] + tenants.filter { $0 != FleetTopics.defaultTenant }
            let wanted = topic.isPerTenant ? names.map { topic.name(for: $0) } : [topic.name]
            return wanted.map { name in
                TopicSpecification(
                    name: name, partitions: topic.partitions, replication: replication ?? topic.replication, settings: topic.settings)
            }
        }
    }
}
