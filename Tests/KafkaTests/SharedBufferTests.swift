import FleetCore
import FleetTesting
import Kafka
import Messaging
import Testing

@Suite("Records that come together share their memory")
struct SharedBufferTests {
    private struct Content: Equatable {
        let key: [UInt8]?
        let value: [UInt8]?
    }

    /// Every kind of key and value, among them a value larger than what a buffer is shared up to, and enough for several buffers.
    private static let written = (0..<900).map { number -> Content in
        let key: [UInt8]? = [nil, [], Array("key-\(number)".utf8)][number % 3]
        return switch number % 7 {
        case 0: Content(key: key, value: nil)
        case 1: Content(key: key, value: [])
        case 2 where number % 100 == 2: Content(key: key, value: [UInt8](repeating: UInt8(number % 251), count: 100_000))
        default: Content(key: key, value: [UInt8](repeating: UInt8(number % 251), count: 1 + number % 1500))
        }
    }

    /// A member of a group reads them from a queue of their own, a reader without a group one by one as events.
    @Test(arguments: [true, false]) func eachIsReadWithItsOwnBytes(isMember: Bool) async throws {
        let broker = try await KafkaFixture.embedded.get()
        let topic = try await KafkaFixture.newTopic(on: broker, partitions: 1)
        let producer = try await broker.producer(clientName: "writer")
        var batch = OutgoingBatch()
        for content in Self.written.prefix(450) where content.value != nil {
            batch.append(topic: topic, partition: 0, key: content.key.map { $0[...] }) { $0 += content.value ?? [] }
        }
        let single = Self.written.dropFirst(450).map { OutgoingRecord(topic: topic, partition: 0, key: $0.key, value: $0.value) }
        for result in await producer.send(all: batch.takeAll() + single) { _ = try result.get() }
        let expected = Self.written.prefix(450).filter { $0.value != nil } + Self.written.dropFirst(450)
        let read = try await KafkaFixture.clock.withTimeout(.seconds(60), waitingFor: "\(expected.count) records") {
            isMember
                ? try await Self.readAsMember(expected.count, of: topic, broker) : try await Self.readAlone(expected.count, of: topic, broker)
        }
        #expect(read.map(\.offset) == Array(0..<Int64(expected.count)))
        #expect(read.map { Content(key: $0.key, value: $0.isTombstone ? nil : $0.value) } == Array(expected))
        #expect(read.allSatisfy { $0.keyBytes.map(Array.init) == $0.key && Array($0.valueBytes) == $0.value })
        await producer.close(within: .seconds(5))
    }

    private static func readAsMember(_ count: Int, of topic: String, _ broker: any Broker) async throws -> [Record] {
        let consumer = try await broker.groupConsumer(group: KafkaFixture.identifiers.make("g"), topics: [topic], clientName: "member")
        var records: [Record] = []
        while records.count < count, let event = try await consumer.next(limit: 300) {
            if case .records(let more) = event { records += more }
        }
        await consumer.close(within: .seconds(5))
        return records
    }

    private static func readAlone(_ count: Int, of topic: String, _ broker: any Broker) async throws -> [Record] {
        let consumer = try await broker.assignedConsumer(clientName: "reader")
        try await consumer.assign([TopicPartition(topic: topic, partition: 0): .earliest])
        var records: [Record] = []
        while records.count < count, let event = try await consumer.next(limit: 300) {
            if case .records(let more) = event { records += more }
        }
        await consumer.close(within: .seconds(5))
        return records
    }
}
