import FleetCore

/// What a topic is to be like on a broker.
public struct TopicSpecification: Sendable, Equatable, Codable {
    public var name: String
    public var partitions: Int32
    /// Nil: the broker's default.
    public var replication: Int32?
    /// `cleanup.policy`, `retention.ms`, `max.message.bytes` and others, by their Kafka names.
    public var settings: [String: String]

    public init(name: String, partitions: Int32, replication: Int32? = nil, settings: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.settings = settings
    }
}
