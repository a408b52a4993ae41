import FleetCore

extension StoreTransaction {
    public func task(_ id: WorkTaskID) throws -> TaskRow? { try cached(id, "WHERE id = ?", [id.sql]) }

    public func insert(_ task: TaskRow) throws {
        try insertCached(task)
        known.taskCounts[TransactionRows.StageKey(job: task.job, stage: task.stage)]? += 1
    }

    /// Writes all columns of a task that is there.
    public func update(_ task: TaskRow) throws {
        try updateCached(task)
        guard task.state == .completed else { return }
        let stage = TransactionRows.StageKey(job: task.job, stage: task.stage)
        if known.completed[stage]?.contains(task.id) != true { known.completed[stage, default: []].append(task.id) }
    }

    /// The tasks of a stage in the order of their making.
    public func tasks(of job: JobID, stage: StageKind) throws -> [TaskRow] {
        try rows("WHERE job_id = ? AND stage = ? ORDER BY ordinal", [job.sql, stage.sql])
    }

    /// How many tasks a stage has: the next ordinal.
    public func taskCount(of job: JobID, stage: StageKind) throws -> Int {
        if let count = known.taskCounts[TransactionRows.StageKey(job: job, stage: stage)] { return count }
        return try column("SELECT COUNT(*) FROM tasks WHERE job_id = ? AND stage = ?", [job.sql, stage.sql], of: Int.self).first ?? 0
    }

    /// The outputs of the completed tasks of a stage in the order of their making.
    public func outputs(of job: JobID, stage: StageKind) throws -> [TaskOutput] {
        let key = TransactionRows.StageKey(job: job, stage: stage)
        if let stored = known.outputs[key] {
            // What was completed since stands here beside what the store holds, whether it is written already or not.
            let ids = known.completed[key] ?? []
            let fresh = ids.compactMap { known.cache(of: TaskRow.self).row($0) }.map(TaskOutput.init)
            return (stored.filter { !ids.contains($0.task) } + fresh).sorted { $0.ordinal < $1.ordinal }
        }
        try flush(TaskRow.self)
        let answer = try ask(
            "SELECT id, step, ordinal, output FROM tasks WHERE job_id = ? AND stage = ? AND state = 'completed' ORDER BY ordinal",
            [job.sql, stage.sql])
        return try answer.map { row in
            var reader = SQLRowReader(row, place: "tasks")
            return try TaskOutput(&reader)
        }
    }

    /// The tasks of a job that are not over.
    public func unfinishedTasks(of job: JobID) throws -> [TaskRow] {
        try rows("WHERE job_id = ? AND state IN (\(Self.unfinishedStates)) ORDER BY stage, ordinal", [job.sql])
    }

    /// All tasks that are with a worker or on the way to one: what a new reign takes over. By id, in pages.
    public func activeTasks(after: WorkTaskID? = nil, limit: Int) throws -> [TaskRow] {
        try rows("WHERE state IN ('dispatched', 'accepted') AND id > ? ORDER BY id LIMIT ?", [(after?.rawValue ?? "").sql, limit.sql])
    }

    /// Snoozed tasks whose time has come, the longest due first.
    public func dueSnoozedTasks(now: Timestamp, limit: Int) throws -> [TaskRow] {
        try rows("WHERE state = 'snoozed' AND ready_at <= ? ORDER BY ready_at, id LIMIT ?", [now.sql, limit.sql])
    }

    /// Holds back the queued tasks of a job (pause, approval, budget), or sets them free; in whichever state they are, it counts once they are queued.
    public func holdTasks(of job: JobID, held: Bool, at time: Timestamp) throws {
        try change(
            "UPDATE tasks SET held = ?, updated_at = ? WHERE job_id = ? AND held <> ? AND state IN (\(Self.unfinishedStates))",
            [held.sql, time.sql, job.sql, held.sql])
    }

    private static let unfinishedStates = "'queued', 'dispatched', 'accepted', 'snoozed'"
}
