import FleetCore
import FleetTesting
import Kafka
import Messaging
import Testing

extension RealKafkaTests {
    @Suite("KafkaBroker keeps the promises of the broker seam")
    struct Conformance {
        @Test(arguments: BrokerConformance.promises)
        func keeps(_ promise: BrokerPromise) async throws {
            let broker = try await KafkaFixture.real()
            defer { broker.close() }
            try await promise.check(BrokerHarness(traits: [.refusesUnknownTopics, .keepsTopicLimits, .altersTopics]) { broker })
        }
    }
}
