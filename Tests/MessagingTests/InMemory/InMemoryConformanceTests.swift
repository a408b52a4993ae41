import FleetCore
import FleetTesting
import Messaging
import Testing

@Suite("InMemoryBroker keeps the promises of the broker seam")
struct InMemoryConformanceTests {
    let harness = BrokerHarness(traits: [.refusesUnknownTopics, .keepsTopicLimits, .altersTopics], patience: .seconds(20)) {
        let clock = SystemClock()
        return InMemoryBroker(clock: clock, identifiers: IdentifierSource(clock: clock, random: SystemRandom()))
    }

    @Test(arguments: BrokerConformance.promises)
    func keeps(_ promise: BrokerPromise) async throws { try await promise.check(harness) }
}
