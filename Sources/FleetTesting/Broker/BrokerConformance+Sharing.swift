import FleetCore
import Messaging
import Testing

extension BrokerConformance {
    static let sharing: [BrokerPromise] = [
        BrokerPromise("a group shares partitions, and every record reaches one member") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 4)
            let first = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "first")
            let second = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "second")
            let shares = try await harness.shares(of: 2, among: [first, second])
            try #require(shares.count == 2)
            #expect(Set(shares[0]).isDisjoint(with: shares[1]))
            #expect(first.generation == second.generation && first.generation > 0)

            let producer = try await broker.producer(clientName: "writer")
            for partition in Int32(0)..<4 {
                for result in await producer.send(all: harness.numbered(5, topic: topic, partition: partition)) { _ = try result.get() }
            }
            async let fromFirst = harness.read(10, from: first)
            async let fromSecond = harness.read(10, from: second)
            let read = try await (fromFirst, fromSecond)
            #expect(Set(read.0.map { $0.source }) == Set(shares[0]))
            #expect(Set(read.1.map { $0.source }) == Set(shares[1]))
            await first.close(within: .seconds(5))
            await second.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("a commit survives its member, and what was not committed is read again") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 1)
            let source = TopicPartition(topic: topic, partition: 0)
            let producer = try await broker.producer(clientName: "writer")
            for result in await producer.send(all: harness.numbered(10, topic: topic, partition: 0)) { _ = try result.get() }
            let first = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "first")
            #expect(try await harness.read(10, from: first).map { $0.offset } == Array(0..<10))
            try await first.commit([source: 4])
            await first.close(within: .seconds(5))
            let second = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "second")
            #expect(try await harness.read(6, from: second).map { $0.offset } == Array(4..<10))
            await second.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("a rebalance takes everything away first, and hands over what was not committed") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 2)
            let producer = try await broker.producer(clientName: "writer")
            for partition in Int32(0)..<2 {
                for result in await producer.send(all: harness.numbered(10, topic: topic, partition: partition)) { _ = try result.get() }
            }
            let first = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "first")
            _ = try await harness.read(20, from: first)
            let generation = first.generation
            try await first.commit([TopicPartition(topic: topic, partition: 0): 6, TopicPartition(topic: topic, partition: 1): 6])

            let second = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "second")
            let order = EventOrder()
            async let again = harness.read(4, from: first) { order.note($0) }
            async let handedOver = harness.read(4, from: second)
            let read = try await (again, handedOver)
            #expect(order.wasRevokedBeforeAssigned)
            #expect(first.generation > generation)
            #expect(read.0.map { $0.offset } == [6, 7, 8, 9] && read.1.map { $0.offset } == [6, 7, 8, 9])
            #expect(read.0.first?.source != read.1.first?.source)
            await first.close(within: .seconds(5))
            await second.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("a commit of a partition that belongs to somebody else changes nothing") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 2)
            let producer = try await broker.producer(clientName: "writer")
            for partition in Int32(0)..<2 {
                for result in await producer.send(all: harness.numbered(3, topic: topic, partition: partition)) { _ = try result.get() }
            }
            let first = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "first")
            let second = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "second")
            let shares = try await harness.shares(of: 1, among: [first, second])
            try #require(shares.count == 2)
            try await first.commit([shares[0][0]: 3, shares[1][0]: 3])
            await second.close(within: .seconds(5))
            await first.close(within: .seconds(5))
            let third = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "third")
            let read = try await harness.read(3, from: third)
            #expect(read.map { $0.source } == Array(repeating: shares[1][0], count: 3))
            #expect(read.map { $0.offset } == [0, 1, 2])
            await third.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("a member that leaves gives its partitions to the others") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 2)
            let first = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "first")
            let second = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "second")
            _ = try await harness.shares(of: 1, among: [first, second])
            await second.close(within: .seconds(5))
            #expect(try await harness.assignment(of: 2, to: first).count == 2)
            await first.close(within: .seconds(5))
        },
    ]
}
