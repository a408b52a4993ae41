import FleetCore
import Messaging
import Testing

extension BrokerConformance {
    /// More than a consumer reads ahead.
    private static let backlogSize = 12_000

    static let backlog: [BrokerPromise] = [
        BrokerPromise("a reader that begins late gets a long backlog whole and in order, in pieces of the size it asks for") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 1)
            try await write(harness, broker, topic)
            let consumer = try await broker.assignedConsumer(clientName: "reader")
            try await consumer.assign([TopicPartition(topic: topic, partition: 0): .earliest])
            try await harness.clock.withTimeout(harness.patience, waitingFor: "the backlog") {
                var expected: Int64 = 0
                while expected < backlogSize, case .records(let records) = try await consumer.next(limit: 100) {
                    #expect(records.count <= 100)
                    #expect(records.map(\.offset) == Array(expected..<expected + Int64(records.count)))
                    expected += Int64(records.count)
                }
                #expect(expected == backlogSize)
            }
            await consumer.close(within: .seconds(5))
        },
        BrokerPromise("an assignment in the middle of a backlog begins where it says, and brings nothing that was read before it") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 1)
            let source = TopicPartition(topic: topic, partition: 0)
            try await write(harness, broker, topic)
            let consumer = try await broker.assignedConsumer(clientName: "reader")
            try await harness.clock.withTimeout(harness.patience, waitingFor: "thirty assignments") {
                for turn in Int64(0)..<30 {
                    // Some while the records come, some before the first.
                    try await consumer.assign([source: .offset(turn * 10)])
                    guard case .records(let records) = try await consumer.next(limit: 50) else { return }
                    #expect(records.map(\.offset) == Array(turn * 10..<turn * 10 + Int64(records.count)))
                }
            }
            await consumer.close(within: .seconds(5))
        },
        BrokerPromise("a member with a long backlog before it commits, and leaves to the next what it has not committed") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 1)
            let source = TopicPartition(topic: topic, partition: 0)
            try await write(harness, broker, topic)
            let first = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "first")
            #expect(try await offsets(harness, 100, of: first) == Array(0..<100))
            // The backlog stands behind: the answer to a commit comes past it.
            try await harness.clock.withTimeout(harness.patience, waitingFor: "the commit") { try await first.commit([source: 50]) }
            await first.close(within: .seconds(5))
            let second = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "second")
            #expect(try await offsets(harness, backlogSize - 50, of: second) == Array(50..<Int64(backlogSize)))
            await second.close(within: .seconds(5))
        },
    ]

    private static func write(_ harness: BrokerHarness, _ broker: any Broker, _ topic: String) async throws {
        let producer = try await broker.producer(clientName: "writer")
        let records = harness.numbered(backlogSize, topic: topic, partition: 0)
        // The first one alone: until it is there the new partition may refuse what comes.
        _ = try await producer.send(records[0])
        for result in await producer.send(all: Array(records.dropFirst())) { _ = try result.get() }
        await producer.close(within: .seconds(5))
    }

    private static func offsets(_ harness: BrokerHarness, _ count: Int, of consumer: any GroupConsumer) async throws -> [Int64] {
        try await harness.clock.withTimeout(harness.patience, waitingFor: "\(count) records") {
            var offsets: [Int64] = []
            while offsets.count < count, let event = try await consumer.next(limit: min(count - offsets.count, 100)) {
                if case .records(let records) = event { offsets += records.map(\.offset) }
            }
            return offsets
        }
    }
}
