import FleetCore

/// What there is on a broker, and how it is changed.
public protocol BrokerAdministration: Sendable {
    /// The id of the cluster; for a memory-only broker a new one at each start (its incarnation).
    func clusterIdentity() async throws -> String

    /// Topics with their partition counts; nil lists all.
    func partitionCounts(of topics: [String]?) async throws -> [String: Int32]

    /// First and next offset of each partition: `low` is the oldest record there, `high` the offset that the next record will get.
    func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange]

    /// Says under a group's name how far its topics are read, for tools that show lag. Nothing of ours reads it back.
    /// - Parameter offsets: for each partition, the offset of the next record.
    func publish(offsets: [TopicPartition: Int64], of group: String) async throws

    /// Creates what is missing; leaves what exists as it is.
    func create(_ topics: [TopicSpecification]) async throws

    /// The settings that `TopicSpecification` names, as the broker has them.
    func describe(_ topics: [String]) async throws -> [String: TopicSpecification]

    /// Sets the settings and raises the partition count of an existing topic; a count is never lowered.
    func alter(_ topic: TopicSpecification) async throws
}

/// The offsets of a partition: `low` is the oldest record there, `high` what the next record will get.
public struct OffsetRange: Sendable, Equatable {
    public let low: Int64
    public let high: Int64

    public init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}
