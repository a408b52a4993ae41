import FleetCore
import FleetTesting
import Kafka
import Messaging
import Testing

/// A consumer asks for less at once than the largest record has: such a record comes all the same, whole, and holds up none.
@Suite("Records larger than what is asked for at once")
struct LargeRecordTests {
    @Test func areReadOnTheEmbeddedBroker() async throws { try await Self.areRead(on: KafkaFixture.embedded.get()) }

    static func areRead(on broker: any Broker) async throws {
        let topic = KafkaFixture.identifiers.make("test.")
        try await broker.administration().create([
            TopicSpecification(name: topic, partitions: 2, settings: ["max.message.bytes": String(2 * 1024 * 1024)])
        ])
        // Each below two megabytes, with room for what the wire adds; and together less than the embedded broker keeps of a partition.
        let sizes = [2_000_000, 10, 600_000, 1_500_000, 10, 200_000, 200_000, 10]
        let producer = try await broker.producer(clientName: "writer")
        for partition in Int32(0)..<2 {
            let records = sizes.enumerated().map { place, size in
                OutgoingRecord(topic: topic, partition: partition, key: nil, value: [UInt8](repeating: UInt8(place) + 1, count: size))
            }
            // The first one alone: until it is there the new partition may refuse what comes, and the order is another one.
            _ = try await producer.send(records[0])
            for result in await producer.send(all: Array(records.dropFirst())) { _ = try result.get() }
        }
        let consumer = try await broker.assignedConsumer(clientName: "reader")
        try await consumer.assign([TopicPartition(topic: topic, partition: 0): .earliest, TopicPartition(topic: topic, partition: 1): .earliest])
        let read = try await KafkaFixture.clock.withTimeout(.seconds(60), waitingFor: "all records of two partitions") {
            var read: [Int32: [Record]] = [:]
            var count = 0
            while count < 2 * sizes.count, let event = try await consumer.next(limit: 100) {
                guard case .records(let batch) = event else { continue }
                count += batch.count
                for record in batch { read[record.source.partition, default: []].append(record) }
            }
            return read
        }
        for partition in Int32(0)..<2 {
            #expect(read[partition]?.map(\.value.count) == sizes)
            #expect(read[partition]?.map { $0.value.last } == sizes.indices.map { UInt8($0) + 1 })
        }
        await consumer.close(within: .seconds(5))
        await producer.close(within: .seconds(5))
    }
}

extension RealKafkaTests {
    @Test func recordsLargerThanWhatIsAskedForAtOnceAreRead() async throws { try await LargeRecordTests.areRead(on: KafkaFixture.real()) }
}
