import FleetCore
import FleetTesting
import Foundation
import Kafka
import Messaging
import Synchronization
import Testing

@Suite("The embedded broker")
struct EmbeddedBrokerTests {
    @Test func aReaderThatStandsStillLosesNothingAndHoldsLittle() async throws {
        let broker = try await KafkaFixture.embedded.get()
        let topic = try await KafkaFixture.newTopic(on: broker, partitions: 2)
        let producer = try await broker.producer(clientName: "writer")
        let consumer = try await broker.assignedConsumer(clientName: "reader")
        try await consumer.assign([TopicPartition(topic: topic, partition: 0): .earliest, TopicPartition(topic: topic, partition: 1): .earliest])
        // More than the consumer's buffer of 5,000 holds: it pauses and resumes several times.
        for partition in Int32(0)..<2 {
            let records = (0..<8_000).map { KafkaFixture.record(topic, String($0), partition: partition) }
            for result in await producer.send(all: records) { _ = try result.get() }
        }
        let read = try await KafkaFixture.clock.withTimeout(.seconds(60), waitingFor: "16,000 records") {
            var read: [Int32: [Int64]] = [:]
            var count = 0
            while count < 16_000, let event = try await consumer.next(limit: 700) {
                guard case .records(let batch) = event else { continue }
                count += batch.count
                for record in batch { read[record.source.partition, default: []].append(record.offset) }
            }
            return read
        }
        #expect(read[0] == Array(0..<8_000))
        #expect(read[1] == Array(0..<8_000))
        await consumer.close(within: .seconds(5))
        await producer.close(within: .seconds(5))
    }

    @Test func eachStartHasAnIncarnationOfItsOwnAndSettingsAreRemembered() async throws {
        let shared = try await KafkaFixture.embedded.get()
        let other = try await EmbeddedBroker.start(clock: KafkaFixture.clock, identifiers: KafkaFixture.identifiers, log: KafkaFixture.log)
        #expect(other.bootstrap.contains(":") && other.bootstrap != shared.bootstrap)
        #expect(other.incarnation != shared.incarnation)
        let administration = try await other.administration()
        #expect(try await administration.clusterIdentity() == other.incarnation)
        try await administration.create([TopicSpecification(name: "t", partitions: 2, settings: ["retention.ms": "1"])])
        try await administration.alter(TopicSpecification(name: "t", partitions: 2, settings: ["retention.ms": "2"]))
        #expect(try await administration.describe(["t"])["t"]?.settings == ["retention.ms": "2"])
        await #expect(throws: FleetError.self) { try await administration.alter(TopicSpecification(name: "t", partitions: 3)) }
        await other.close()
    }

    @Test func statisticsTellBrokersAndLag() async throws {
        let enough = Signal()
        let shared = try await KafkaFixture.embedded.get()
        var configuration = shared.configuration
        configuration.statisticsInterval = .milliseconds(100)
        let box = StatisticsBox(enough: enough)
        let broker = KafkaBroker(configuration: configuration, clock: KafkaFixture.clock, log: KafkaFixture.log) { box.take($0) }
        let topic = try await KafkaFixture.newTopic(on: shared, partitions: 1)
        let consumer = try await broker.assignedConsumer(clientName: "reader")
        try await consumer.assign([TopicPartition(topic: topic, partition: 0): .earliest])
        try await KafkaFixture.clock.withTimeout(.seconds(30), waitingFor: "statistics with a broker and a partition") { try await enough.wait() }
        let found = box.found
        #expect(found?.client == "reader")
        #expect(found?.partitions.first?.topic == topic)
        #expect(found?.brokers.values.contains { $0.state == "UP" } == true)
        await consumer.close(within: .seconds(5))
        broker.close()
    }

    @Test func openingAndClosingLeavesNoDescriptorBehind() async throws {
        // A broker of its own process-wide count would be disturbed by the other tests, so the growth is compared with the cycles.
        let broker = try await KafkaFixture.embedded.get()
        let topic = try await KafkaFixture.newTopic(on: broker, partitions: 1)
        func cycle() async throws {
            let producer = try await broker.producer(clientName: "p")
            _ = try await producer.send(KafkaFixture.record(topic, "x"))
            let consumer = try await broker.assignedConsumer(clientName: "c")
            try await consumer.assign([TopicPartition(topic: topic, partition: 0): .earliest])
            _ = try await consumer.next(limit: 1)
            await consumer.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
        }
        try await cycle()
        let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
        for _ in 0..<20 { try await cycle() }
        let after = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
        // One client that stayed would be at least four threads and three descriptors, each time.
        #expect(after - before < 40)
    }
}

/// Keeps the first statistics that say something.
private final class StatisticsBox: Sendable {
    private let kept = Mutex<KafkaStatistics?>(nil)
    private let enough: Signal

    init(enough: Signal) { self.enough = enough }

    var found: KafkaStatistics? { kept.withLock { $0 } }

    func take(_ statistics: KafkaStatistics) {
        guard statistics.brokers.values.contains(where: { $0.state == "UP" }), !statistics.partitions.isEmpty else { return }
        kept.withLock { if $0 == nil { $0 = statistics } }
        enough.set()
    }
}
