import FleetCore
import Messaging

/// Makes the one record that answers a batch of messages, and the executions that it begins.
struct AnswerComposer: Sendable {
    struct Answer: Sendable {
        /// Nil when nobody needs to be told anything.
        let record: OutgoingRecord?
        /// Executions that are new in this process.
        let begun: [HeldExecution]
        /// What could not be read, for the dead letters.
        let letters: [OutgoingRecord]
    }

    let identity: WorkerIdentity
    let ledger: ExecutionLedger
    let writer: EnvelopeWriter
    let partition: Int32
    let clock: any FleetClock
    let identifiers: IdentifierSource

    /// - Throws: `FleetError` (bug) when the answer cannot be written: a batch is bounded, so it has a few tens of kilobytes.
    func compose(_ batch: HeldMessages.Batch) throws -> Answer {
        var accepted: [ExecutionToken] = []
        var begun: [HeldExecution] = []
        for message in batch.accepted {
            guard case .task(let run, let trace) = message.reading else { continue }
            let known = begun.first { $0.token.task == run.task && $0.token.attempt == run.attempt }?.token.execution
            if let execution = known ?? ledger.execution(of: run.task, attempt: run.attempt) {
                let token = ExecutionToken(task: run.task, attempt: run.attempt, execution: execution)
                if !accepted.contains(token) { accepted.append(token) }
            } else {
                let execution = begin(run, trace)
                accepted.append(execution.token)
                begun.append(execution)
            }
        }
        var declined: [TaskAnswered.Declined] = batch.full.compactMap { message in
            guard case .task(let run, _) = message.reading else { return nil }
            return TaskAnswered.Declined(task: run.task, attempt: run.attempt, reason: .full)
        }
        var letters: [OutgoingRecord] = []
        for message in batch.unreadable {
            switch message.reading {
            case .unreadable(let task, let attempt, let reason):
                declined.append(TaskAnswered.Declined(task: task, attempt: attempt, reason: .unreadable, detail: reason.rawValue))
                letters.append(letter(message.record, reason))
            case .nameless(let reason): letters.append(letter(message.record, reason))
            case .task, .foreign: continue
            }
        }
        return Answer(record: try record(accepted, declined), begun: begun, letters: letters)
    }

    private func begin(_ run: TaskRun, _ trace: TraceContext?) -> HeldExecution {
        let token = ExecutionToken(task: run.task, attempt: run.attempt, execution: ExecutionID(identifiers.make("exec_")))
        let assignment = TaskAssignment(
            job: run.job, tenant: run.tenant, stage: run.stage, step: run.step, token: token, input: run.input, checkpoint: run.checkpoint,
            permit: run.permit)
        return HeldExecution(
            assignment: assignment, trace: trace?.child(identifiers: identifiers),
            timeout: run.timeoutSeconds.map { .seconds(min($0, TaskReading.longestTimeoutSeconds)) })
    }

    private func record(_ accepted: [ExecutionToken], _ declined: [TaskAnswered.Declined]) throws -> OutgoingRecord? {
        guard !accepted.isEmpty || !declined.isEmpty else { return nil }
        let body = TaskAnswered(fleet: identity.fleet, worker: identity.worker, accepted: accepted, declined: declined)
        return try writer.record(
            body, type: .taskAnswered, topic: FleetTopics.results, partition: partition, key: identity.worker.rawValue,
            routing: EnvelopeRouting(fleet: identity.fleet, kind: identity.kind))
    }

    private func letter(_ record: Record, _ reason: FleetError.Code) -> OutgoingRecord {
        DeadLetter(record, reason: reason).record(writer: writer, clock: clock, identifiers: identifiers)
    }
}
