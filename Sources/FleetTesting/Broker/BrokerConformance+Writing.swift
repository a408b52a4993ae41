import FleetCore
import Messaging
import Testing

extension BrokerConformance {
    static let writing: [BrokerPromise] = [
        BrokerPromise("records of a partition keep the order of their sending, and acknowledgements tell their offsets") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 2)
            let producer = try await broker.producer(clientName: "writer")
            let results = await producer.send(all: harness.numbered(200, topic: topic, partition: 1))
            let offsets = try results.map { try $0.get().offset }
            let later = try await producer.send(OutgoingRecord(topic: topic, partition: 1, key: nil, value: [1]))
            #expect(offsets == Array(0..<200))
            #expect(later == Delivery(source: TopicPartition(topic: topic, partition: 1), offset: 200))

            let consumer = try await broker.assignedConsumer(clientName: "reader")
            try await consumer.assign([TopicPartition(topic: topic, partition: 1): .earliest])
            let read = try await harness.read(200, from: consumer)
            #expect(read.prefix(200).map { String(decoding: $0.value, as: UTF8.self) } == (0..<200).map { String($0) })
            #expect(read.prefix(200).map { $0.offset } == Array(0..<200))
            await consumer.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("binary bodies, empty and absent keys, tombstones and repeated headers come back as they were") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 1)
            let producer = try await broker.producer(clientName: "writer")
            let headers = [Record.Header("a", [0, 255]), Record.Header("b", []), Record.Header("a", "again")]
            let all = (0...255).map { UInt8($0) }
            let sent = [
                OutgoingRecord(topic: topic, partition: 0, key: all, value: all, headers: headers),
                OutgoingRecord(topic: topic, partition: 0, key: nil, value: [1]),
                OutgoingRecord(topic: topic, partition: 0, key: [], value: []),
                OutgoingRecord(topic: topic, partition: 0, key: [7], value: nil),
            ]
            for result in await producer.send(all: sent) { _ = try result.get() }
            let consumer = try await broker.assignedConsumer(clientName: "reader")
            try await consumer.assign([TopicPartition(topic: topic, partition: 0): .earliest])
            let read = try await harness.read(sent.count, from: consumer)
            try #require(read.count == sent.count)
            #expect(read.map { $0.key } == sent.map { $0.key })
            #expect(read.map { $0.value } == sent.map { $0.value ?? [] })
            #expect(read.map { $0.isTombstone } == [false, false, false, true])
            #expect(read[0].headers == headers)
            #expect(read[1].headers.isEmpty)
            #expect(read[0].timestamp.milliseconds > 0)
            await consumer.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("a key chooses the partition that all Kafka clients would choose") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 7)
            let producer = try await broker.producer(clientName: "writer")
            let keys = ["job_1", "job_2", "a", "", "a much longer key than the others are"].map { Array($0.utf8) }
            for key in keys {
                let delivery = try await producer.send(OutgoingRecord(topic: topic, key: key, value: [0]))
                #expect(delivery.source.partition == KeyPartitioner.partition(for: key, count: 7))
            }
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("a record that is too large is refused for ever, and its neighbours are not") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 1)
            let producer = try await broker.producer(clientName: "writer")
            let huge = OutgoingRecord(topic: topic, partition: 0, key: nil, value: [UInt8](repeating: 7, count: 5 * 1024 * 1024))
            let small = OutgoingRecord(topic: topic, partition: 0, key: nil, value: [1])
            let results = await producer.send(all: [small, huge, small])
            try #require(results.count == 3)
            #expect(throws: Never.self) { try results[0].get() }
            #expect(throws: Never.self) { try results[2].get() }
            guard case .failure(let failure) = results[1] else {
                Issue.record("the huge record was taken")
                return
            }
            #expect(failure.code == BrokerFailure.recordTooLarge)
            #expect(failure.disposition == .permanent)
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("a record above its topic's limit is refused for ever") { harness in
            guard harness.traits.contains(.keepsTopicLimits) else { return }
            let (broker, topic) = try await harness.prepare(partitions: 1, settings: ["max.message.bytes": "2000"])
            let producer = try await broker.producer(clientName: "writer")
            let large = OutgoingRecord(topic: topic, partition: 0, key: nil, value: [UInt8](repeating: 7, count: 4000))
            await #expect(throws: FleetError.self) { _ = try await producer.send(large) }
            let results = await producer.send(all: [large])
            guard case .failure(let error) = results[0] else { return }
            #expect(error.code == BrokerFailure.recordTooLarge && error.disposition == .permanent)
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("a record to a topic that does not exist is refused for ever") { harness in
            guard harness.traits.contains(.refusesUnknownTopics) else { return }
            let (broker, topic) = try await harness.prepare(partitions: 1)
            let producer = try await broker.producer(clientName: "writer")
            let results = await producer.send(all: [OutgoingRecord(topic: topic + ".absent", key: nil, value: [1])])
            guard case .failure(let error) = results[0] else {
                Issue.record("a record was written to a topic that does not exist")
                return
            }
            #expect(error.code == BrokerFailure.topicUnknown && error.disposition == .permanent)
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("a closed producer refuses, and closing twice is harmless") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 1)
            let producer = try await broker.producer(clientName: "writer")
            _ = try await producer.send(OutgoingRecord(topic: topic, key: nil, value: [1]))
            await producer.close(within: .seconds(5))
            await producer.close(within: .seconds(5))
            let results = await producer.send(all: [OutgoingRecord(topic: topic, key: nil, value: [1])])
            guard case .failure(let error) = results[0] else {
                Issue.record("a closed producer wrote")
                return
            }
            #expect(error.code == BrokerFailure.closed && error.disposition == .interrupted)
        },
    ]
}
