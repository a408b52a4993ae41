import FleetCore
import JSON
import Messaging
import Persistence

/// Applies one record of `modelops.results`: what a worker says about its executions.
struct ResultApplier: Sendable {
    let fleet: FleetID
    let reader: EnvelopeReader

    /// Reads a record: outside of the transaction, which may run more than once.
    /// - Throws: `FleetError`: `foreign_fleet` (fatal); what makes the record unreadable (rejected).
    func read(_ record: Record) throws -> ResultMessage {
        let envelope = try reader.envelope(record)
        if let named = envelope.routing.fleet { try check(named, record) }
        let message: ResultMessage =
            switch envelope.messageType {
            case .taskAnswered: .answered(try envelope.decode(TaskAnswered.self))
            case .taskCompleted: .completed(try envelope.decode(TaskCompleted.self))
            case .taskFailed: .failed(try envelope.decode(TaskFailed.self))
            case .taskSnoozed: .snoozed(try envelope.decode(TaskSnoozed.self))
            case .taskInterrupted: .interrupted(try envelope.decode(TaskInterrupted.self))
            case .workerBeat: .beat(try envelope.decode(WorkerBeat.self))
            default:
                throw FleetError("result_unknown", .rejected, "\(record.source)@\(record.offset): no result is of the type \(envelope.type)")
            }
        try check(message.fleet, record)
        return message
    }

    /// - Throws: `FleetError`: `store_behind` (fatal).
    func apply(_ message: ResultMessage, from partition: Int32, in change: StateChange) throws {
        if let (token, worker) = message.outcome { change.effects.append(.outcomeSaid(token.execution, by: worker)) }
        switch message {
        case .answered(let body): try apply(body, partition, in: change)
        case .completed(let body):
            var report = TaskReport(worker: body.worker, partition: partition, token: body.token, cause: "completed")
            report.output = body.output
            report.spawned = body.spawned
            try change.apply(.of(.completed(body.token.fence)), to: body.token.task, report)
        case .failed(let body):
            var report = TaskReport(
                worker: body.worker, partition: partition, checkpoint: body.checkpoint, token: body.token,
                cause: TaskReport.failure(body.failure.code))
            report.failure = body.failure.error
            try change.apply(
                .failed(
                    body.token.fence, body.failure.error, jitter: change.surroundings.identifiers.fraction(), notSent: body.notSent,
                    searchedInVain: body.searchedInVain),
                to: body.token.task, report)
        case .snoozed(let body):
            let report = TaskReport(
                worker: body.worker, partition: partition, checkpoint: body.checkpoint, token: body.token, cause: "snoozed")
            let delay = Duration.milliseconds(min(max(body.delayMilliseconds, 0), Self.longestSnooze))
            try change.apply(.of(.snoozed(body.token.fence, delay)), to: body.token.task, report)
        case .interrupted(let body):
            let report = TaskReport(
                worker: body.worker, partition: partition, checkpoint: body.checkpoint, token: body.token, cause: "interrupted: \(body.reason)")
            try change.apply(.interrupted(body.token.fence, notSent: body.notSent), to: body.token.task, report)
        case .beat(let body): try change.take(body, from: partition)
        }
    }

    /// A day: beyond it a snooze is a mistake.
    private static let longestSnooze: Int64 = 86_400_000

    private func apply(_ body: TaskAnswered, _ partition: Int32, in change: StateChange) throws {
        for token in body.accepted {
            change.effects.append(.acceptanceSaid(token.execution, by: body.worker))
            let report = TaskReport(worker: body.worker, partition: partition, token: token, cause: "accepted")
            try change.apply(.of(.accepted(token.fence)), to: token.task, report)
        }
        for declined in body.declined {
            switch declined.reason {
            case .full:
                change.effects.append(.declined(body.worker))
                let report = TaskReport(worker: body.worker, partition: partition, cause: "declined: full")
                try change.apply(.of(.declinedFull(attempt: declined.attempt)), to: declined.task, report)
            case .unreadable:
                let report = TaskReport(worker: body.worker, partition: partition, cause: "declined: unreadable")
                let detail = declined.detail ?? "no reason given"
                try change.apply(.of(.declinedUnreadable(attempt: declined.attempt, detail: detail)), to: declined.task, report)
            }
        }
    }

    /// Another fleet on our topics: whatever we did next could be done twice.
    private func check(_ named: FleetID, _ record: Record) throws {
        guard named != fleet else { return }
        throw FleetError(
            "foreign_fleet", .fatal, "\(record.source)@\(record.offset): a message of the fleet \(named) stands on a topic of the fleet \(fleet)",
            hint: "give each fleet its own broker or topics")
    }
}

extension ExecutionToken {
    var fence: Fence { Fence(attempt: attempt, execution: execution) }
}
