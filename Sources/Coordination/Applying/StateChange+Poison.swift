import FleetCore
import Messaging
import Persistence

/// Records that cannot be applied: kept with reason and origin, and the attempt that their headers name fails, in one transaction.
extension StateChange {
    func putAside(_ record: Record, _ error: FleetError, reader: EnvelopeReader) throws {
        let letter = DeadLetter(record, reason: error.code)
        let id = DeadLetter.makeID(surroundings.identifiers)
        try send(letter.record(id: id, writer: surroundings.codec.writer, clock: surroundings.clock), job: nil)
        try surroundings.letters.keep(letter, id: id, in: transaction)
        guard record.source.topic == FleetTopics.results else { return }
        if let beat = beat(in: record, reader) { return try renew(beat, from: record.source.partition) }
        guard let routing = try? reader.envelope(record).routing, routing.fleet == surroundings.fleet, let token = routing.token else { return }
        let failure = FleetError(
            "result_unreadable", .permanent, "the worker's result cannot be applied: \(error.code.rawValue)",
            hint: "look at the dead letter of \(record.source)@\(record.offset)")
        try apply(.of(.failed(token.fence, failure, jitter: 0)), to: token.task, TaskReport(token: token, cause: failure.code.rawValue))
    }

    private func beat(in record: Record, _ reader: EnvelopeReader) -> WorkerBeat? {
        guard let envelope = try? reader.envelope(record), envelope.messageType == .workerBeat else { return nil }
        guard let beat = try? envelope.decode(WorkerBeat.self), beat.fleet == surroundings.fleet else { return nil }
        return beat
    }

    /// What stands in a beat beside its executions could not be kept: they live all the same.
    private func renew(_ beat: WorkerBeat, from partition: Int32) throws {
        var bare = beat
        bare.executions = beat.executions.map { WorkerBeat.Execution(token: $0.token, progress: nil, checkpoint: nil, lines: []) }
        do {
            try nested { try take(bare, from: partition) }
        } catch let error as FleetError where error.isOfItem {}
    }
}
