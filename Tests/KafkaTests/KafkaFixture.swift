import FleetCore
import FleetTesting
import Foundation
import Kafka
import Messaging

/// What the tests of this target share.
enum KafkaFixture {
    static let clock = SystemClock()
    static let identifiers = IdentifierSource(clock: SystemClock(), random: SystemRandom())

    /// One embedded broker for all tests; it ends with the process.
    static let embedded = SharedResource {
        try await EmbeddedBroker.start(clock: clock, identifiers: identifiers, extra: debug, log: log)
    }

    /// The library's own debugging, for instance `cgrp`.
    static let debug = ProcessInfo.processInfo.environment["MODELOPS_TEST_KAFKA_DEBUG"].map { ["debug": $0] } ?? [:]

    /// Lines of clients, on standard error where `MODELOPS_TEST_KAFKA_LOG` is set.
    @Sendable static func log(_ line: KafkaLog) {
        guard ProcessInfo.processInfo.environment["MODELOPS_TEST_KAFKA_LOG"] != nil else { return }
        FileHandle.standardError.write(Data("\(line.client) \(line.level) \(line.facility): \(line.text)\n".utf8))
    }

    /// A connection to the real Kafka that the tests share.
    static func real() async throws -> KafkaBroker {
        let kafka = try await RealKafka.shared.get()
        return KafkaBroker(configuration: KafkaConfiguration(brokers: [kafka.bootstrap]), clock: clock, log: log)
    }

    static func record(_ topic: String, _ text: String, partition: Int32? = 0) -> OutgoingRecord {
        OutgoingRecord(topic: topic, partition: partition, key: nil, value: Array(text.utf8))
    }

    static func newTopic(on broker: any Broker, partitions: Int32) async throws -> String {
        let topic = identifiers.make("test.")
        try await broker.administration().create([TopicSpecification(name: topic, partitions: partitions)])
        return topic
    }
}
