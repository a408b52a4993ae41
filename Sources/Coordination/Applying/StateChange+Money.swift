import FleetCore
import JSON
import Persistence

/// The money behind permits: reserved once per intent, and settled when the remote object has come to its end.
extension StateChange {
    /// The call was made. What its remote object costs is told when its stage is over; where that is over already, or the call leaves no
    /// object behind that goes on, the reservation counts at once.
    func found(_ permit: PermitRow, task: TaskRow, report: TaskReport) throws {
        var row = permit
        if row.remoteID == nil, let output = report.output {
            row.remoteID = surroundings.planner.remoteObject(of: task.stage, step: task.step, output: output)
            try transaction.update(row)
        }
        let isOver = try transaction.stage(task.stage, of: task.job)?.state.isTerminal ?? true
        guard isOver || row.remoteID == nil else { return }
        // Told by its maker when everybody had given it up: nobody looks when it ends. A person who says that it exists knows of it.
        if row.remoteID != nil, report.token != nil, case .running = try outcome(of: task.stage, in: task.job) {
            return try review(row, job: try job(task.job))
        }
        try account(row, spent: row.reservedMicros)
    }

    /// A stage is over: the permits of its chargeable calls turn into costs, or are handed to a person where an object may go on costing.
    func settleMoney(of kind: StageKind, in id: JobID) throws {
        var open: [PermitRow] = []
        for permit in try transaction.permits(of: id) {
            guard permit.remoteID != nil, [.settled, .adopted].contains(permit.machine.state), try transaction.task(permit.task)?.stage == kind else {
                continue
            }
            open.append(permit)
        }
        guard !open.isEmpty else { return }
        switch try outcome(of: kind, in: id) {
        case .running: for permit in open { try review(permit, job: try job(id)) }
        case .ended(let told, let hasSucceeded):
            var cost = told
            for var permit in open {
                // A provider that tells no cost of what it has done may have taken all that it was allowed to.
                var spent = hasSucceeded ? permit.reservedMicros : 0
                if let told = cost, told.micros == 0 || told.currency == permit.currency {
                    spent = told.micros
                } else {
                    permit.note = permit.note ?? "the provider did not tell the cost in \(permit.currency)"
                }
                // One amount is told for the whole stage: it stands with its first permit.
                cost = cost.map { .zero($0.currency) }
                try account(permit, spent: spent)
            }
        }
    }

    private func outcome(of kind: StageKind, in id: JobID) throws -> RemoteOutcome {
        let output = try transaction.stage(kind, of: id)?.output.map { try JSONReader.parse($0) }
        let failures = try transaction.tasks(of: id, stage: kind).filter { $0.state == .failed }.map { task in
            let error = try task.error.map { try JSONReader.parse($0) }
            let code = error?["code"]?.string ?? "unknown"
            // What the coordinator says of a task tells nothing of what it watched.
            let isToldByWorker = try transaction.attempt(task.attempt, of: task.id)?.outcome == TaskReport.failure(code)
            return StepFailure(
                step: task.step, code: code, isFinal: isToldByWorker && error?["disposition"]?.string == Disposition.permanent.rawValue)
        }
        return surroundings.planner.outcome(of: kind, output: output, finished: try finishedSteps(of: kind, in: id), failures: failures)
    }

    /// A call was made of which a person had said that it was not: what was given back is set aside again, and a person is asked again.
    func disputed(_ permit: PermitRow, task: TaskRow, report: TaskReport) throws {
        guard permit.remoteID == nil, let output = report.output else { return }
        var row = permit
        row.remoteID = surroundings.planner.remoteObject(of: task.stage, step: task.step, output: output)
        row.note = "it was made after all, when a person had said that it was not"
        row.reservedMicros = task.chargeMicros ?? 0
        row.updatedAt = now
        try transaction.update(row)
        var job = try job(permit.job)
        job.reservedMicros += row.reservedMicros - permit.reservedMicros
        job.updatedAt = now
        try transaction.update(job)
        jobs[job.id] = job
    }

    /// Nobody watches the object any more, and nobody knows that it has ended.
    private func review(_ permit: PermitRow, job: JobRow) throws {
        var row = permit
        var machine = row.machine
        let before = row.state
        guard !machine.apply(.lostFromSight).isEmpty else { return }
        row.take(machine)
        row.note = "the remote object may go on and cost money: nobody watches it any more"
        row.updatedAt = now
        try transaction.update(row)
        try record("permit", row.intentKey.rawValue, from: before, to: row.state, cause: "lost from sight", job: job)
    }

    /// Turns a reservation into what was spent, and lets go on what waited for the budget.
    func account(_ permit: PermitRow, spent: Int64) throws {
        var row = permit
        row.reservedMicros = 0
        row.spentMicros = spent
        row.updatedAt = now
        try transaction.update(row)
        var job = try job(permit.job)
        job.reservedMicros -= permit.reservedMicros
        job.spentMicros += spent - permit.spentMicros
        job.updatedAt = now
        try transaction.update(job)
        jobs[job.id] = job
        guard !job.pauseRequested, !job.state.isTerminal, job.state != .cancelling else { return }
        try transaction.holdTasks(of: job.id, held: false, at: now)
        wakeDispatcher()
    }
}
