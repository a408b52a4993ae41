import FleetCore

extension StoreTransaction {
    public func permit(_ intent: IntentKey) throws -> PermitRow? { try row("WHERE intent_key = ?", [intent.sql]) }

    public func insert(_ permit: PermitRow) throws {
        try insertRow(permit)
        known.jobsWithoutPermits[permit.job] = nil
    }

    /// Writes all columns of a permit that is there.
    public func update(_ permit: PermitRow) throws { try updateRow(permit) }

    /// The permits of a job in the order of their making.
    public func permits(of job: JobID) throws -> [PermitRow] {
        if known.jobsWithoutPermits[job] != nil { return [] }
        return try rows("WHERE job_id = ? ORDER BY created_at, intent_key", [job.sql])
    }

    /// The permits of a task, the newest create number last.
    public func permits(of task: WorkTaskID) throws -> [PermitRow] { try rows("WHERE task_id = ? ORDER BY create_number", [task.sql]) }

    /// Permits in one state, such as those that need a person's review.
    public func permits(in state: String, after: IntentKey? = nil, limit: Int) throws -> [PermitRow] {
        try rows("WHERE state = ? AND intent_key > ? ORDER BY intent_key LIMIT ?", [state.sql, (after?.rawValue ?? "").sql, limit.sql])
    }

    /// Permits whose next search for a remote object is due.
    public func permitsToSearch(now: Timestamp, limit: Int) throws -> [PermitRow] {
        try rows("WHERE next_search_at <= ? ORDER BY next_search_at, intent_key LIMIT ?", [now.sql, limit.sql])
    }
}
