import FleetCore
import FleetTesting
import Messaging
import Persistence
import Testing

@testable import Coordination

/// A broker in memory that was started anew under a running coordinator.
struct RefusalTests {
    @Test func aNewBrokerWithoutItsTopicsFailsNoJob() async throws {
        let bench = try await Bench.start()
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.read()
        // The next broker has another incarnation, and no topics yet.
        let next = InMemoryBroker(clock: bench.clock, identifiers: IdentifierSource(clock: bench.clock, random: SeededRandom(seed: 99)))
        let forwarder = OutboxForwarder(
            writer: bench.coordinator.writer, producer: try await next.producer(clientName: "coordinator"),
            administration: try await next.administration(), logger: bench.loops.forwarder.logger)
        let error = await expectFleetError { while try await forwarder.forward() {} }
        #expect(error?.code == BrokerFailure.topicUnknown && error?.disposition == .transient)
        #expect(bench.coordinator.memory.isResetWanted, "what the former one was given is looked at again")
        #expect(try await bench.jobRow().state == .running)
    }

    @Test func aTopicThatTheSameBrokerDoesNotKnowFailsTheJob() async throws {
        let bench = try await Bench.start()
        try await bench.coordinator.writer.change("send nowhere") { change in
            try change.send(OutgoingRecord(topic: "modelops.nowhere", key: nil, value: [1], headers: []), job: Bench.job)
        }
        try await bench.settle()
        #expect(try await bench.jobRow().state == .failed)
        #expect(try await bench.jobRow().error?.contains("message_unsendable") == true)
    }
}
