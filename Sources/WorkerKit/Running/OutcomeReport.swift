import FleetCore
import JSON
import Messaging

/// What is said about the end of an execution.
enum OutcomeReport: Sendable, Equatable {
    case completed(TaskCompleted)
    case failed(TaskFailed)
    case snoozed(TaskSnoozed)
    case interrupted(TaskInterrupted)
    /// Somebody else holds the attempt.
    case silent

    /// Decides from how the worker ended and why it was stopped.
    init(_ ending: Result<TaskOutcome, any Error>, of execution: HeldExecution, identity: WorkerIdentity, isDraining: Bool) {
        let stop = execution.stopReason
        let notSent = execution.concludePermit()
        let frame = Frame(identity: identity, execution: execution, notSent: notSent, isDraining: isDraining)
        // The right to a call that was certainly not made is given back even by a fenced execution: else nobody could ever know.
        // What became of a call is said too: nobody else knows, and the fence keeps it from counting for the task.
        if stop == .fenced, notSent || !Self.tells(ending, ofTheCallOf: execution) {
            self = notSent ? frame.interrupted("fenced") : .silent
            return
        }
        switch ending {
        case .success(.completed(let output, let spawned)):
            self = .completed(
                TaskCompleted(fleet: identity.fleet, worker: identity.worker, token: execution.token, output: output, spawned: spawned))
        case .success(.snoozed(let delay, let checkpoint)):
            let milliseconds = max(delay.inMilliseconds, 0)
            self = .snoozed(
                TaskSnoozed(
                    fleet: identity.fleet, worker: identity.worker, token: execution.token, delayMilliseconds: milliseconds,
                    checkpoint: checkpoint ?? execution.checkpoint))
        case .success(.interrupted(let checkpoint)): self = frame.stopped(stop, checkpoint: checkpoint)
        case .success(.notSent(let error)): self = frame.failed(error, notSent: true)
        case .success(.searchedInVain):
            let error = FleetError("searched_in_vain", .transient, "the provider has no object with the intent's key")
            self = frame.failed(error, searchedInVain: true)
        case .failure(let error): self = frame.thrown(error, stop)
        }
    }

    private static func tells(_ ending: Result<TaskOutcome, any Error>, ofTheCallOf execution: HeldExecution) -> Bool {
        guard execution.assignment.permit?.mode == .create else { return false }
        switch ending {
        case .success(.completed), .success(.notSent): return true
        case .success(.snoozed), .success(.interrupted), .success(.searchedInVain), .failure: return false
        }
    }

    /// The type and body of the message; nil when nothing is to be said.
    func record(_ execution: HeldExecution, identity: WorkerIdentity, partition: Int32, writer: EnvelopeWriter) throws -> OutgoingRecord? {
        let routing = EnvelopeRouting(
            fleet: identity.fleet, token: execution.token, job: execution.assignment.job, kind: identity.kind)
        func make(_ body: some Encodable, _ type: MessageType) throws -> OutgoingRecord {
            try writer.record(
                body, type: type, topic: FleetTopics.results, partition: partition, key: identity.worker.rawValue,
                subject: execution.token.task.rawValue, routing: routing, trace: execution.trace)
        }
        switch self {
        case .completed(let body): return try make(body, .taskCompleted)
        case .failed(let body): return try make(body, .taskFailed)
        case .snoozed(let body): return try make(body, .taskSnoozed)
        case .interrupted(let body): return try make(body, .taskInterrupted)
        case .silent: return nil
        }
    }

    /// What is said instead of a report that no message can carry; nothing where somebody else has come to hold the attempt meanwhile. What became
    /// of the call that costs is said as it was: otherwise its permit would have to be searched for.
    static func tooLarge(insteadOf report: OutcomeReport, _ execution: HeldExecution, identity: WorkerIdentity) -> OutcomeReport {
        // Of an execution that may have called, an end is said even then: nobody else knows that the call is over.
        if execution.stopReason == .fenced, execution.assignment.permit?.mode != .create { return .silent }
        let error = FleetError(
            "result_too_large", .permanent, "the result of the task does not fit into a message",
            hint: "write data as artifacts and name them in the output")
        return .failed(
            TaskFailed(
                fleet: identity.fleet, worker: identity.worker, token: execution.token, failure: FailureDescription(error),
                notSent: execution.concludePermit() || report.saysNotSent, searchedInVain: report.saysSearchedInVain))
    }

    private var saysNotSent: Bool {
        switch self {
        case .failed(let body): body.notSent
        case .interrupted(let body): body.notSent
        case .completed, .snoozed, .silent: false
        }
    }

    private var saysSearchedInVain: Bool { if case .failed(let body) = self { body.searchedInVain } else { false } }

    private struct Frame {
        let identity: WorkerIdentity
        let execution: HeldExecution
        let notSent: Bool
        let isDraining: Bool

        func failed(_ error: FleetError, notSent isKnown: Bool = false, searchedInVain: Bool = false) -> OutcomeReport {
            let clean = FleetError(
                error.code, error.disposition, LogRedactor.redact(error.message, maximumBytes: 2000), path: error.path,
                hint: error.hint.map { LogRedactor.redact($0) }, retryAfter: error.retryAfter)
            return .failed(
                TaskFailed(
                    fleet: identity.fleet, worker: identity.worker, token: execution.token, failure: FailureDescription(clean),
                    checkpoint: execution.checkpoint, notSent: isKnown || notSent, searchedInVain: searchedInVain))
        }

        func interrupted(_ reason: String, checkpoint: JSONValue? = nil) -> OutcomeReport {
            .interrupted(
                TaskInterrupted(
                    fleet: identity.fleet, worker: identity.worker, token: execution.token, reason: reason,
                    checkpoint: checkpoint ?? execution.checkpoint, notSent: notSent))
        }

        func stopped(_ stop: StopReason?, checkpoint: JSONValue? = nil) -> OutcomeReport {
            switch stop {
            case .timedOut:
                let limit = execution.timeout ?? .zero
                return failed(FleetError("execution_timed_out", .transient, "the execution lasted longer than \(limit)"))
            case .cancelled: return interrupted("cancelled", checkpoint: checkpoint)
            case .graceOver, .fenced, nil: return interrupted(isDraining ? "drain" : "given_back", checkpoint: checkpoint)
            }
        }

        func thrown(_ error: any Error, _ stop: StopReason?) -> OutcomeReport {
            if error is CancellationError { return stopped(stop) }
            guard let known = error as? FleetError else {
                return stop == nil ? failed(FleetError.wrapping(error, during: "the task")) : stopped(stop)
            }
            switch known.disposition {
            case .interrupted: return stop == nil ? interrupted(known.code.rawValue) : stopped(stop)
            case .fenced: return notSent ? interrupted(known.code.rawValue) : .silent
            case .transient, .throttled, .blocked, .permanent, .rejected, .fatal, .bug: return failed(known)
            }
        }
    }
}
