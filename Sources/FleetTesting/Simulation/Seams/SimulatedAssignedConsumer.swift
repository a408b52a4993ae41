import FleetCore
import Messaging

/// Self-assigned partitions through a gate. Faults stand before the taking of a batch, so that none is lost between broker and process.
struct SimulatedAssignedConsumer: AssignedConsumer {
    let base: any AssignedConsumer
    let gate: SeamGate

    func assign(_ positions: [TopicPartition: StartPosition]) async throws {
        try await gate.pass(
            "broker.assign", refusal: SimulatedBroker.unreachable("broker.assign"), doubt: SimulatedBroker.unknown("broker.assign")
        ) { try await base.assign(positions) }
    }

    func next(limit: Int) async throws -> AssignedEvent? {
        let fault = gate.decide("broker.next")
        try await gate.before(fault)
        if fault?.isFailure == true { throw SimulatedBroker.unreachable("broker.next") }
        let event = try await base.next(limit: limit)
        try gate.alive()
        return event
    }

    func close(within deadline: Duration) async {
        guard !gate.node.isDead else { return }
        await base.close(within: deadline)
    }
}
