import FleetCore
import JSON
import Persistence

/// Jobs: their start, their one end, and what people ask of them in between.
extension StateChange {
    /// Begins a job whose row is inserted (`submitted` or `validating`): makes the stages that are not there yet, begins those that wait for nothing.
    /// It is `running` from the moment at which its dataset is known to be usable.
    public func start(_ id: JobID, actor: String) throws {
        let row = try freshJob(id)
        guard row.state == .submitted || row.state == .validating else { return }
        let known = try transaction.stages(of: id)
        for (position, planned) in try stages(of: try document(of: row)).enumerated()
        where !known.contains(where: { $0.stage == planned.stage }) {
            let waitsFor = JSONWriter.canonical.text(.array(planned.after.map { .string($0.rawValue) }))
            try transaction.insert(StageRow(job: id, stage: planned.stage, position: position, waitsFor: waitsFor))
        }
        if try isValidated(id) {
            try move(id, .started, cause: "accepted", actor: actor)
        } else {
            try move(id, .validationBegan, cause: "accepted", actor: actor)
        }
        if let deadline = row.deadlineAt {
            try transaction.setTimer(TimerRow(kind: TimerKind.jobTimeout, subject: id.rawValue, dueAt: deadline))
            effects.append(.timerSet)
        }
        try unblockStages(of: id)
    }

    private func stages(of document: JSONValue) throws -> [(stage: StageKind, after: [StageKind])] {
        InventoryJob(document: document) == nil ? try surroundings.planner.stages(of: document) : [(.train, [])]
    }

    /// Cancels: queued work ends at once, running executions are told, an open permit is searched for first.
    /// - Returns: the job's state now.
    /// - Throws: `FleetError` `job_unknown`, `job_finished` (rejected).
    @discardableResult
    public func cancel(_ id: JobID, by actor: String, cause: String) throws -> JobState {
        let row = try freshJob(id)
        if row.state.isTerminal { throw Self.over(row) }
        if row.state == .cancelling { return row.state }
        let time = now
        try move(id, .cancelRequested, cause: cause, actor: actor) { $0.cancelRequestedAt = time }
        try endWork(of: id, cause: cause)
        return try job(id).state
    }

    /// Holds back what is not dispatched yet; running executions finish.
    /// - Throws: `FleetError` `job_unknown`, `job_finished`, `state_conflict` (rejected).
    public func pause(_ id: JobID, by actor: String) throws {
        let row = try freshJob(id)
        if row.state.isTerminal { throw Self.over(row) }
        if row.state == .paused { return }
        guard try move(id, .pauseRequested, cause: "pause requested", actor: actor, { $0.pauseRequested = true }) else {
            throw Self.conflict(row, "paused")
        }
        try transaction.holdTasks(of: id, held: true, at: now)
    }

    /// Lets a paused job go on.
    /// - Throws: `FleetError` `job_unknown`, `job_finished`, `state_conflict` (rejected).
    public func resume(_ id: JobID, by actor: String) throws {
        let row = try freshJob(id)
        if row.state.isTerminal { throw Self.over(row) }
        guard try move(id, .resumeRequested, cause: "resume requested", actor: actor, { $0.pauseRequested = false }) else {
            throw Self.conflict(row, "resumed")
        }
        try transaction.holdTasks(of: id, held: false, at: now)
        wakeDispatcher()
    }

    /// Ends a job that cannot succeed any more: other work is ended first. It ends as `rejected` where its input is to blame and nothing was
    /// begun with it.
    /// - Parameter error: JSON, as in `JobRow.error`.
    public func failJob(_ id: JobID, error: String?, cause: String) throws {
        var row = try job(id)
        // The first reason stands.
        guard !row.state.isTerminal, row.state != .cancelling else { return }
        row.error = error
        jobs[id] = row
        guard try transaction.unfinishedTasks(of: id).isEmpty else {
            try move(id, .failing, cause: cause, actor: "coordinator")
            return try endWork(of: id, cause: cause)
        }
        // Nothing runs: the job ends at once, without a detour over `cancelling`.
        for stage in try transaction.stages(of: id) where !stage.state.isTerminal {
            try apply(.cancelled, to: stage.stage, of: id, cause: cause)
        }
        try closeIfIdle(id)
    }

    /// The row as it is now: who calls from outside may have written it since.
    private func freshJob(_ id: JobID) throws -> JobRow {
        jobs[id] = nil
        return try job(id)
    }

    private func endWork(of id: JobID, cause: String) throws {
        for stage in try transaction.stages(of: id) where stage.state == .pending || stage.state == .ready {
            try apply(.cancelled, to: stage.stage, of: id, cause: cause)
        }
        // A search for a remote object goes on while the job is cancelled, so nothing of it may be held back.
        try transaction.holdTasks(of: id, held: false, at: now)
        for task in try transaction.unfinishedTasks(of: id) { try apply(.of(.cancelRequested), to: task.id, TaskReport(cause: "cancelled")) }
        try closeIfIdle(id)
    }

    /// Ends the job when nothing of it is left: exactly once, because an end is for ever.
    func closeIfIdle(_ id: JobID) throws {
        let row = try job(id)
        guard !row.state.isTerminal, row.state != .submitted else { return }
        if row.state == .cancelling {
            let unfinished = Set(try transaction.unfinishedTasks(of: id).map(\.stage))
            for stage in try transaction.stages(of: id) where !stage.state.isTerminal && !unfinished.contains(stage.stage) {
                if try undo(stage.stage, of: id) { return }
                return try apply(.cancelled, to: stage.stage, of: id, cause: "cancelled")
            }
            guard unfinished.isEmpty else { return }
        }
        let stages = try transaction.stages(of: id)
        guard stages.allSatisfy(\.state.isTerminal) else { return }
        // A stage has succeeded when the last of its tasks has: nothing is left to look for.
        if stages.allSatisfy({ $0.state == .succeeded || $0.state == .skipped }) { return try succeed(id) }
        // A job of one stage that failed: its other tasks are ended first, or nobody would ever end them.
        guard try transaction.unfinishedTasks(of: id).isEmpty else { return }
        if row.cancelRequestedAt == nil, try isRefusal(row.error), try move(id, .rejected, cause: "its input is refused", actor: "coordinator") {
            return
        }
        let outcome: JobMachine.Outcome = row.cancelRequestedAt == nil ? .failed : .cancelled
        try move(id, .finished(outcome), cause: "nothing is left to do", actor: "coordinator")
    }

    /// Whether whoever sent the job must change it.
    private func isRefusal(_ error: String?) throws -> Bool {
        try error.map { try JSONReader.parse($0) }?["disposition"]?.string == Disposition.rejected.rawValue
    }

    private func succeed(_ id: JobID) throws {
        let result: String
        do {
            let outputs = try stageOutputs(of: id)
            let isInventory = InventoryJob(document: try document(of: try job(id))) != nil
            let value =
                isInventory ? outputs[.train] ?? .null : try surroundings.planner.result(of: try job(id), outputs: outputs, in: transaction)
            result = JSONWriter.canonical.text(value)
        } catch let error as FleetError where !error.disposition.isRetryable && error.disposition != .fatal {
            let text = try Self.text(of: error.during("making the job's result"))
            try move(id, .finished(.failed), cause: "no result", actor: "coordinator") { $0.error = text }
            return
        }
        try move(id, .finished(.succeeded), cause: "all stages are done", actor: "coordinator") { $0.result = result }
    }

    private static func over(_ row: JobRow) -> FleetError {
        FleetError(
            "job_finished", .rejected, "the job \(row.id) has ended (\(row.state.rawValue)): it does not change any more", hint: "retry it as a new job")
    }

    private static func conflict(_ row: JobRow, _ what: String) -> FleetError {
        FleetError("state_conflict", .rejected, "the job \(row.id) is \(row.state.rawValue): it cannot be \(what) now")
    }
}

extension StateChange {
    /// Fails a job whatever its tasks do: a message of it can never be sent.
    func abandonJob(_ id: JobID, _ error: FleetError) throws {
        let text = try Self.text(of: error)
        for task in try transaction.unfinishedTasks(of: id) where task.state == .dispatched || task.state == .queued {
            try apply(.of(.abandoned(error)), to: task.id, TaskReport(cause: error.code.rawValue))
        }
        try failJob(id, error: text, cause: error.code.rawValue)
    }
}
