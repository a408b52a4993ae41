import FleetCore
import Messaging

/// A member of a group through a gate. Faults stand before the taking of an event, so that none is lost between broker and process.
struct SimulatedGroupConsumer: GroupConsumer {
    let base: any GroupConsumer
    let gate: SeamGate

    var generation: Int32 { base.generation }

    func next(limit: Int) async throws -> GroupEvent? {
        let fault = gate.decide("broker.next tasks")
        try await gate.before(fault)
        if fault?.isFailure == true { throw SimulatedBroker.unreachable("broker.next") }
        let event = try await base.next(limit: limit)
        try gate.alive()
        return event
    }

    func commit(_ offsets: [TopicPartition: Int64]) async throws {
        try await gate.pass(
            "broker.commit", refusal: SimulatedBroker.unreachable("broker.commit"), doubt: SimulatedBroker.unknown("broker.commit")
        ) { try await base.commit(offsets) }
    }

    func close(within deadline: Duration) async {
        guard !gate.node.isDead else { return }
        gate.note("leaves its group")
        await base.close(within: deadline)
    }
}
