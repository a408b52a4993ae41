import FleetCore
import JSON
import Messaging
import Persistence

/// Beats: leases are renewed in memory; only what is new in them is written.
extension StateChange {
    func take(_ beat: WorkerBeat, from partition: Int32) throws {
        effects.append(.beaten(beat, partition: partition))
        for execution in beat.executions where try !isOnlyRenewed(execution, partition) {
            var report = TaskReport(worker: beat.worker, partition: partition, token: execution.token, cause: "beat")
            report.checkpoint = execution.checkpoint
            let event = WorkTaskEvent.beaten(execution.token.fence, hasNewCheckpoint: execution.checkpoint != nil)
            guard var row = try apply(.of(event), to: execution.token.task, report) else { continue }
            guard row.state == .accepted, row.execution == execution.token.execution, row.attempt == execution.token.attempt else { continue }
            try keep(execution.progress, of: &row)
            try keep(execution.lines, of: row)
        }
    }

    /// Whether the beat of an execution does nothing but renew its lease: most do, and neither the job nor the task is changed by it.
    private func isOnlyRenewed(_ execution: WorkerBeat.Execution, _ partition: Int32) throws -> Bool {
        guard !execution.tells, let row = try transaction.task(execution.token.task), row.intentKey == nil else { return false }
        let fence = execution.token.fence
        let before = row.machine(retry: surroundings.retry, searchGrace: surroundings.searchGrace)
        var machine = before
        guard machine.apply(.beaten(fence, hasNewCheckpoint: false)) == [.renew(fence)], machine == before else { return false }
        effects.append(.leaseRenewed(LeaseBook.Key(task: row.id, fence: fence), partition: partition))
        return true
    }

    private func keep(_ progress: Progress?, of row: inout TaskRow) throws {
        guard let progress else { return }
        let value = try JSONValue.encoding(progress)
        let text = JSONWriter.canonical.text(value)
        guard text != row.progress else { return }
        row.progress = text
        try transaction.update(row)
        var job = try job(row.job)
        guard !job.state.isTerminal, var object = value.object else { return }
        object["stage"] = .string(row.stage.rawValue)
        object["step"] = .string(row.step)
        job.progress = JSONWriter.canonical.text(.object(object))
        try surroundings.journal.progressed(&job, in: transaction)
        jobs[job.id] = job
    }

    private func keep(_ lines: [String], of row: TaskRow) throws {
        guard !lines.isEmpty else { return }
        let time = now
        let rows = lines.prefix(50).map { line in
            TaskLogRow(job: row.job, stage: row.stage, task: row.id, at: time, line: String(line.prefix(500)))
        }
        try transaction.append(rows, of: row.job, keeping: surroundings.logLinesKept)
    }
}

extension WorkerBeat.Execution {
    /// Whether it says more than that it goes on.
    var tells: Bool { progress != nil || checkpoint != nil || !lines.isEmpty }
}
