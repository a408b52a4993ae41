import FleetCore
import Messaging
import Persistence

/// Records that cannot be applied: kept with reason and origin, and the attempt that their headers name fails, in one transaction.
extension StateChange {
    func putAside(_ record: Record, _ error: FleetError, reader: EnvelopeReader) throws {
        let letter = DeadLetter(record, reason: error.code)
        try send(
            letter.record(writer: surroundings.codec.writer, clock: surroundings.clock, identifiers: surroundings.identifiers), job: nil)
        guard record.source.topic == FleetTopics.results else { return }
        guard let routing = try? reader.envelope(record).routing, routing.fleet == surroundings.fleet, let token = routing.token else { return }
        let failure = FleetError(
            "result_unreadable", .permanent, "the worker's result cannot be applied: \(error.code.rawValue)",
            hint: "look at the dead letter of \(record.source)@\(record.offset)")
        try apply(.of(.failed(token.fence, failure, jitter: 0)), to: token.task, TaskReport(token: token, cause: failure.code.rawValue))
    }
}
