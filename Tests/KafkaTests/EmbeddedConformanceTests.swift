import FleetCore
import FleetTesting
import Kafka
import Messaging
import Testing

@Suite("The embedded broker keeps the promises of the broker seam")
struct EmbeddedConformanceTests {
    @Test(arguments: BrokerConformance.promises)
    func keeps(_ promise: BrokerPromise) async throws {
        try await promise.check(BrokerHarness(traits: []) { try await KafkaFixture.embedded.get() })
    }
}
