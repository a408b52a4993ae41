import FleetCore
import Messaging
import Testing

extension BrokerConformance {
    static let administering: [BrokerPromise] = [
        BrokerPromise("administration creates what is missing and leaves what is there") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 3, settings: ["retention.ms": "3600000"])
            let administration = try await broker.administration()
            let other = topic + ".other"
            try await administration.create([
                TopicSpecification(name: topic, partitions: 9), TopicSpecification(name: other, partitions: 2),
            ])
            #expect(try await administration.partitionCounts(of: [topic, other, topic + ".absent"]) == [topic: 3, other: 2])
            let all = try await administration.partitionCounts(of: nil)
            #expect(all[topic] == 3 && all[other] == 2)
            let described = try await administration.describe([topic])
            #expect(described[topic]?.partitions == 3)
            #expect(described[topic]?.settings["retention.ms"] == "3600000")
        },
        BrokerPromise("administration raises a partition count and changes a setting, and keeps the others") { harness in
            guard harness.traits.contains(.altersTopics) else { return }
            let (broker, topic) = try await harness.prepare(partitions: 2, settings: ["retention.ms": "3600000", "cleanup.policy": "compact"])
            let administration = try await broker.administration()
            try await administration.alter(TopicSpecification(name: topic, partitions: 4, settings: ["retention.ms": "7200000"]))
            let settled = try await harness.clock.withTimeout(harness.patience, waitingFor: "the change to be seen") {
                while true {
                    if let found = try await administration.describe([topic])[topic], found.partitions == 4 { return found }
                    try await harness.clock.sleep(for: .milliseconds(50))
                }
            }
            #expect(settled.settings["retention.ms"] == "7200000")
            #expect(settled.settings["cleanup.policy"] == "compact")
            try await administration.alter(TopicSpecification(name: topic, partitions: 1, settings: [:]))
            #expect(try await administration.partitionCounts(of: [topic]) == [topic: 4])
        },
        BrokerPromise("offsets tell the oldest record and the next one to come") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 2)
            let producer = try await broker.producer(clientName: "writer")
            for result in await producer.send(all: harness.numbered(7, topic: topic, partition: 1)) { _ = try result.get() }
            let administration = try await broker.administration()
            let partitions = [TopicPartition(topic: topic, partition: 0), TopicPartition(topic: topic, partition: 1)]
            let ranges = try await administration.offsets(of: partitions)
            #expect(ranges == [partitions[0]: OffsetRange(low: 0, high: 0), partitions[1]: OffsetRange(low: 0, high: 7)])
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("offsets are published under a group that has no members, again and again") { harness in
            let (broker, topic) = try await harness.prepare(partitions: 2)
            let producer = try await broker.producer(clientName: "writer")
            for result in await producer.send(all: harness.numbered(7, topic: topic, partition: 1)) { _ = try result.get() }
            let administration = try await broker.administration()
            for next: Int64 in [3, 7] {
                let offsets = [TopicPartition(topic: topic, partition: 0): 0, TopicPartition(topic: topic, partition: 1): next]
                try await administration.publish(offsets: offsets, of: topic + ".readers")
            }
            await producer.close(within: .seconds(5))
        },
        BrokerPromise("the cluster has an identity, the same at every question") { harness in
            let (broker, _) = try await harness.prepare(partitions: 1)
            let administration = try await broker.administration()
            let identity = try await administration.clusterIdentity()
            #expect(!identity.isEmpty)
            #expect(try await broker.administration().clusterIdentity() == identity)
        },
    ]
}
