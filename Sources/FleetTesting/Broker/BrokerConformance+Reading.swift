import FleetCore
import Messaging
import Testing

extension BrokerConformance {
    static let reading: [BrokerPromise] = [
        BrokerPromise("a self-assigned consumer starts at an offset, at the earliest record, or after the last") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 3)
            let producer = try await broker.producer(clientName: "writer")
            for partition in Int32(0)..<3 {
                for result in await producer.send(all: harness.numbered(10, topic: topic, partition: partition)) { _ = try result.get() }
            }
            let consumer = try await broker.assignedConsumer(clientName: "reader")
            try await consumer.assign([
                TopicPartition(topic: topic, partition: 0): .offset(7),
                TopicPartition(topic: topic, partition: 1): .earliest,
                TopicPartition(topic: topic, partition: 2): .end,
            ])
            var read = try await harness.read(13, from: consumer)
            for result in await producer.send(all: harness.numbered(1, topic: topic, partition: 2, from: 99)) { _ = try result.get() }
            read += try await harness.read(1, from: consumer)
            func offsets(_ partition: Int32) -> [Int64] { read.filter { $0.source.partition == partition }.map { $0.offset } }
            #expect(offsets(0) == [7, 8, 9])
            #expect(offsets(1) == Array(0..<10))
            #expect(offsets(2) == [10])
            await consumer.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("a new assignment replaces the former one") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 2)
            let producer = try await broker.producer(clientName: "writer")
            for result in await producer.send(all: harness.numbered(5, topic: topic, partition: 0)) { _ = try result.get() }
            for result in await producer.send(all: harness.numbered(5, topic: topic, partition: 1)) { _ = try result.get() }
            let consumer = try await broker.assignedConsumer(clientName: "reader")
            try await consumer.assign([TopicPartition(topic: topic, partition: 0): .earliest])
            _ = try await harness.read(1, from: consumer)
            try await consumer.assign([TopicPartition(topic: topic, partition: 1): .offset(2)])
            let read = try await harness.read(3, from: consumer)
            #expect(read.map { $0.source.partition } == [1, 1, 1])
            #expect(read.map { $0.offset } == [2, 3, 4])
            await consumer.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("an offset that is not there is reported as out of range, and other partitions go on") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 2)
            let producer = try await broker.producer(clientName: "writer")
            for result in await producer.send(all: harness.numbered(3, topic: topic, partition: 0)) { _ = try result.get() }
            let missing = TopicPartition(topic: topic, partition: 1)
            let consumer = try await broker.assignedConsumer(clientName: "reader")
            try await consumer.assign([TopicPartition(topic: topic, partition: 0): .earliest, missing: .offset(1000)])
            let (records, reported) = try await harness.clock.withTimeout(harness.patience, waitingFor: "out of range") {
                var records = 0
                var reported: TopicPartition?
                while records < 3 || reported == nil, let event = try await consumer.next(limit: 10) {
                    switch event {
                    case .records(let batch): records += batch.count
                    case .outOfRange(let partition): reported = partition
                    }
                }
                return (records, reported)
            }
            #expect(records == 3)
            #expect(reported == missing)
            await consumer.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("closing ends a waiting reader, and closing twice is harmless") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 1)
            let assigned = try await broker.assignedConsumer(clientName: "assigned")
            try await assigned.assign([TopicPartition(topic: topic, partition: 0): .end])
            let member = try await broker.groupConsumer(group: topic, topics: [topic], clientName: "member")
            _ = try await harness.assignment(of: 1, to: member)
            try await harness.clock.withTimeout(harness.patience, waitingFor: "two readers to end") {
                async let first = assigned.next(limit: 1)
                async let second = member.next(limit: 1)
                await assigned.close(within: .seconds(5))
                await member.close(within: .seconds(5))
                let ended = try await (first, second)
                #expect(ended.0 == nil && ended.1 == nil)
            }
            await assigned.close(within: .seconds(5))
            await member.close(within: .seconds(5))
            #expect(try await member.next(limit: 1) == nil)
            #expect(try await assigned.next(limit: 1) == nil)
        },
        BrokerPromise("a cancelled reader stops waiting, and the next read goes on") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 1)
            let consumer = try await broker.assignedConsumer(clientName: "reader")
            try await consumer.assign([TopicPartition(topic: topic, partition: 0): .earliest])
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do { return try await consumer.next(limit: 1) == nil } catch { return error is CancellationError }
                }
                group.cancelAll()
                for await stopped in group { #expect(stopped) }
            }
            let producer = try await broker.producer(clientName: "writer")
            _ = try await producer.send(OutgoingRecord(topic: topic, key: nil, value: [1]))
            #expect(try await harness.read(1, from: consumer).count == 1)
            await consumer.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
        },
    ]
}
