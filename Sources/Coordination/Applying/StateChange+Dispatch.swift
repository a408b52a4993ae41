import FleetCore
import JSON
import Messaging
import Persistence

/// Sending a task: the next attempt, its message and its place in memory, all or nothing.
extension StateChange {
    /// - Returns: whether it was dispatched; false when it is not ready any more, or waits for its budget.
    func dispatch(_ id: WorkTaskID, to partition: Int32, incarnation: String) throws -> Bool {
        guard let found = try transaction.task(id) else { return false }
        _ = try job(found.job)
        // Read again under the job's lock: what was chosen may have been cancelled, held or sent meanwhile.
        guard let task = try transaction.task(id), task.state == .queued, !task.isHeld, task.readyAt <= now else { return false }
        let state = try job(task.job).state
        guard state == .validating || state == .running || state == .waiting || state == .cancelling else { return false }
        guard try reserveBudget(for: task) else {
            try hold(task)
            return false
        }
        let permit = try task.intentKey.flatMap { try transaction.permit($0) }
        guard var row = try apply(.of(.dispatched), to: id, TaskReport(cause: "dispatched")), row.state == .dispatched else { return false }
        let searches = permit.map { $0.machine.state == .unknown || $0.machine.state == .settled } ?? false
        row.dispatchedAt = now
        row.acceptedAt = nil
        row.dispatchTopic = row.kind.topic
        row.dispatchPartition = Int(partition)
        row.dispatchIncarnation = incarnation
        row.permitMode = permit == nil ? nil : (searches ? PermitDemand.Mode.search : .create).rawValue
        try transaction.update(row)
        try transaction.insert(AttemptRow(task: id, number: row.attempt, dispatchedAt: now))
        if state == .waiting { try move(row.job, .unblocked, cause: "dispatched", actor: "coordinator") }
        let demand = try permit.map {
            PermitDemand(
                intent: $0.intentKey, createNumber: $0.createNumber, mode: searches ? .search : .create, fleetMark: try fleetMark())
        }
        try sendRun(row, demand: demand, partition: partition)
        effects.append(
            .dispatched(
                DispatchDeadlines.Key(task: id, attempt: row.attempt), SentTask(row, to: partition), unansweredInRow: row.dispatchTimeouts))
        return true
    }

    private func sendRun(_ row: TaskRow, demand: PermitDemand?, partition: Int32) throws {
        let job = try job(row.job)
        let body = TaskRun(
            fleet: surroundings.fleet, term: term, job: row.job, task: row.id, tenant: row.tenant, stage: row.stage, step: row.step,
            attempt: row.attempt, input: try JSONReader.parse(row.input), checkpoint: try row.checkpoint.map { try JSONReader.parse($0) },
            permit: demand)
        let routing = EnvelopeRouting(
            fleet: surroundings.fleet, term: term, job: row.job, task: row.id, attempt: row.attempt, kind: row.kind)
        try send(
            try surroundings.codec.encode(
                body, type: .taskRun, topic: row.kind.topic, partition: partition, key: row.id.rawValue, routing: routing,
                trace: job.trace.flatMap { TraceContext(traceparent: $0) }),
            job: row.job)
    }

    /// The budget does not reach: the task is held until money is free again.
    private func hold(_ task: TaskRow) throws {
        var row = task
        row.isHeld = true
        row.updatedAt = now
        try transaction.update(row)
        try wait(row.job, .budget, until: nil)
    }
}
