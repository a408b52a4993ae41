import FleetCore
import JSON
import Messaging
import Persistence

/// Events of tasks: the machine decides, the rows follow.
extension StateChange {
    /// Applies an event to a task. An unknown task changes nothing.
    /// - Returns: the row as it is now; nil where there is none.
    @discardableResult
    func apply(_ event: GuardedTask.Event, to id: WorkTaskID, _ report: TaskReport) throws -> TaskRow? {
        guard let found = try transaction.task(id) else {
            effects.append(.ignored(.stale))
            if let token = report.token { try stop(token, .fenced, job: nil) }
            return nil
        }
        let job = try job(found.job)
        guard var row = try transaction.task(id) else { return nil }
        try checkAge(of: report.token, against: row)
        let before = row
        var permitRow = try row.intentKey.flatMap { try transaction.permit($0) }
        var guarded = GuardedTask(
            task: row.machine(retry: surroundings.retry, searchGrace: surroundings.searchGrace), permit: permitRow?.machine)
        let actions = guarded.apply(event)

        row.take(guarded.task)
        keep(report, in: &row, before: before)
        try follow(guarded.permit, row: &permitRow, cause: report.cause, job: job)
        // Why a task is tried again; the end that a machine gives it stands instead.
        if row.state == .snoozed { row.error = try report.failure.map(Self.text) } else if row.state == .completed { row.error = nil }
        for action in actions {
            switch action {
            case .task(let action): try perform(action, on: &row, before: before, report: report)
            case .permit(let action): try perform(action, permit: permitRow, task: row, report: report)
            }
        }
        if row != before {
            row.updatedAt = now
            try transaction.update(row)
        }
        if row.state != before.state {
            try record("task", id.rawValue, from: before.state.rawValue, to: row.state.rawValue, cause: report.cause, job: job)
            surroundings.failpoints.hit(.taskMoved)
            if row.state == .queued { wakeDispatcher() }
            if before.state == .dispatched {
                effects.append(.answered(DispatchDeadlines.Key(task: id, attempt: before.attempt), isAccepted: row.state == .accepted))
            }
        }
        if row.state.isTerminal, !before.state.isTerminal { try ended(row, report: report) }
        return row
    }

    /// A store that is older than what it reads was restored from a backup, or belongs to somebody else: going on would repeat what was done.
    private func checkAge(of token: ExecutionToken?, against row: TaskRow) throws {
        guard let token, token.attempt > row.attempt else { return }
        throw FleetError(
            "store_behind", .fatal,
            "attempt \(token.attempt) of task \(token.task) is spoken of, this store knows \(row.attempt): it is older than the fleet's work",
            hint: "start on the newest state store")
    }

    private func keep(_ report: TaskReport, in row: inout TaskRow, before: TaskRow) {
        guard let token = report.token, token.attempt == before.attempt, token.execution == before.execution || before.execution == nil else {
            return
        }
        if row.state == .accepted, let worker = report.worker { row.worker = worker }
        if row.state == .accepted, before.state != .accepted { row.acceptedAt = now }
        guard before.state == .accepted else { return }
        if let checkpoint = report.checkpoint {
            row.checkpoint = JSONWriter.canonical.text(checkpoint)
            row.checkpointNumber += 1
        }
        if row.state == .completed, let output = report.output { row.output = JSONWriter.canonical.text(output) }
    }

    private func perform(_ action: WorkTaskAction, on row: inout TaskRow, before: TaskRow, report: TaskReport) throws {
        switch action {
        case .send: break
        case .bind(let fence):
            effects.append(.leaseStarted(LeaseBook.Key(task: row.id, fence: fence), partition: report.partition))
            try editAttempt(fence.attempt, of: row.id) { attempt in
                attempt.execution = fence.execution
                attempt.worker = report.worker
                attempt.acceptedAt = now
            }
        case .renew(let fence): effects.append(.leaseRenewed(LeaseBook.Key(task: row.id, fence: fence), partition: report.partition))
        case .unbind(let fence):
            effects.append(.leaseEnded(LeaseBook.Key(task: row.id, fence: fence)))
            try endAttempt(fence.attempt, of: row.id, outcome: report.cause)
        case .wait(let delay):
            row.readyAt = now.advanced(by: delay)
            try transaction.setTimer(TimerRow(kind: TimerKind.task, subject: row.id.rawValue, dueAt: row.readyAt))
            effects.append(.timerSet)
        case .end(_, let error):
            if let error { row.error = try Self.text(of: error) }
            try transaction.deleteTimer(kind: TimerKind.task, subject: row.id.rawValue)
            if before.state == .dispatched { try endAttempt(before.attempt, of: row.id, outcome: report.cause) }
        case .stop(let fence, let reason):
            let token = ExecutionToken(task: row.id, attempt: fence.attempt, execution: fence.execution)
            try stop(token, reason == .cancelled ? .cancelled : .fenced, job: row.job)
        case .ignore(let reason):
            effects.append(.ignored(reason))
            // A worker whose result came too late is told so, in case it goes on.
            if reason == .stale, let token = report.token { try stop(token, .fenced, job: row.job) }
        }
        if row.state == .queued, before.state == .dispatched { try endAttempt(before.attempt, of: row.id, outcome: report.cause) }
    }

    /// Ends local work of an execution that is not, or no longer, wanted.
    func stop(_ token: ExecutionToken, _ reason: ExecutionStop.Reason, job: JobID?) throws {
        let body = ExecutionStop(fleet: surroundings.fleet, term: term, token: token, reason: reason)
        let routing = EnvelopeRouting(fleet: surroundings.fleet, token: token, term: term, job: job)
        try send(
            try surroundings.codec.encode(
                body, type: .executionStop, topic: FleetTopics.control, key: token.execution.rawValue, routing: routing),
            job: nil)
    }

    private func editAttempt(_ number: Int, of task: WorkTaskID, _ edit: (inout AttemptRow) -> Void) throws {
        guard var attempt = try transaction.attempt(number, of: task) else { return }
        edit(&attempt)
        try transaction.update(attempt)
    }

    private func endAttempt(_ number: Int, of task: WorkTaskID, outcome: String) throws {
        try editAttempt(number, of: task) { attempt in
            guard attempt.endedAt == nil else { return }
            attempt.endedAt = now
            attempt.outcome = outcome
        }
    }

    /// A failure as it stands in rows and snapshots.
    static func text(of error: FleetError) throws -> String {
        var object: JSONObject = ["code": .string(error.code.rawValue), "message": .string(error.message)]
        object["disposition"] = .string(error.disposition.rawValue)
        object["retryable"] = .bool(error.disposition.isRetryable)
        if let path = error.path { object["path"] = .string(path) }
        if let hint = error.hint { object["hint"] = .string(hint) }
        return JSONWriter.canonical.text(.object(object))
    }
}
