import FleetCore
import FleetTesting
import Messaging

/// Everything that stands on a broker.
enum TopicDump {
    static func all(of broker: any Broker) async throws -> [RecordEntry] {
        let administration = try await broker.administration()
        let cluster = try await administration.clusterIdentity()
        let counts = try await administration.partitionCounts(of: nil).filter { !$0.key.hasPrefix("__") }
        let partitions = counts.flatMap { topic, count in (0..<count).map { TopicPartition(topic: topic, partition: $0) } }
        let ranges = try await administration.offsets(of: partitions).filter { $0.value.high > $0.value.low }
        guard !ranges.isEmpty else { return [] }
        let consumer = try await broker.assignedConsumer(clientName: "dump")
        try await consumer.assign(ranges.mapValues { .offset($0.low) })
        // Kept as the judge wants them, batch by batch: a long run has a million, and none is held twice.
        var records: [RecordEntry] = []
        var open = Set(ranges.keys)
        while !open.isEmpty, let event = try await consumer.next(limit: 1024) {
            guard case .records(let batch) = event else { continue }
            for record in batch {
                records.append(RecordEntry(record, clusters: [cluster]))
                if record.offset + 1 >= (ranges[record.source]?.high ?? 0) { open.remove(record.source) }
            }
        }
        await consumer.close(within: .zero)
        return records.sorted { ($0.topic, $0.partition, $0.offset) < ($1.topic, $1.partition, $1.offset) }
    }
}
