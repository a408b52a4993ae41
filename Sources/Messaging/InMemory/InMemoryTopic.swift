import FleetCore

/// A topic: what was asked for, and its partitions.
struct InMemoryTopic {
    var specification: TopicSpecification
    var partitions: [InMemoryPartition]
    /// Which partition the next record without a key goes to.
    var nextWithoutKey: Int32 = 0

    init(_ specification: TopicSpecification) {
        self.specification = specification
        partitions = Array(repeating: InMemoryPartition(), count: Int(max(specification.partitions, 1)))
        self.specification.partitions = Int32(partitions.count)
        self.specification.replication = specification.replication ?? 1
    }

    /// `max.message.bytes`; Kafka's own default where it is not set.
    var maximumRecordBytes: Int { specification.settings["max.message.bytes"].flatMap { Int($0) } ?? 1_048_588 }

    func contains(_ partition: Int32) -> Bool { partition >= 0 && Int(partition) < partitions.count }

    /// The partition that `record` goes to.
    mutating func partition(for record: OutgoingRecord) -> Int32 {
        if let chosen = record.partition { return chosen }
        if let key = record.key { return KeyPartitioner.partition(for: key, count: Int32(partitions.count)) }
        defer { nextWithoutKey = (nextWithoutKey + 1) % Int32(partitions.count) }
        return nextWithoutKey
    }

    /// Grows to `count` partitions; never shrinks.
    mutating func raise(to count: Int32) {
        while Int32(partitions.count) < count { partitions.append(InMemoryPartition()) }
        specification.partitions = Int32(partitions.count)
    }
}
