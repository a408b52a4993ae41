import FleetCore

/// Jobs of which nothing is with a worker: one task of each is read, however many there are.
extension StoreTransaction {
    /// Unfinished jobs in one state of which nothing is with a worker though something is left to do; by id.
    public func idleJobs(in state: JobState, after: JobID? = nil, limit: Int) throws -> [IdleJob] {
        try query(Self.idleJobsStatement, [state.sql, (after?.rawValue ?? "").sql, limit.sql]).map(Self.idleJob)
    }

    /// One job, where nothing of it is with a worker though something is left to do.
    public func idleJob(_ id: JobID) throws -> IdleJob? { try query(Self.idleJobStatement, [id.sql]).first.map(Self.idleJob) }

    private static func idleJob(_ row: SQLRow) throws -> IdleJob {
        var reader = SQLRowReader(row, place: "jobs")
        return IdleJob(
            id: try reader.next(), waitingReason: try reader.next(), waitingUntil: try reader.next(), waitingFrees: try reader.next(),
            next: IdleJob.NextTask(
                state: try reader.next(), isHeld: try reader.next(), kind: try reader.next(), needs: try reader.next(), readyAt: try reader.next(),
                error: try reader.next()))
    }

    static let idleJobsStatement = """
        \(idle) WHERE j.finished_at IS NULL AND j.state = ? AND j.id > ? \
        AND j.id NOT IN (SELECT a.job_id FROM tasks a WHERE a.state IN ('dispatched', 'accepted')) ORDER BY j.id LIMIT ?
        """

    static let idleJobStatement = """
        \(idle) WHERE j.id = ? AND NOT EXISTS (SELECT 1 FROM tasks a WHERE a.job_id = j.id AND a.state IN ('dispatched', 'accepted'))
        """

    /// Each search goes over one job's tasks. `<= 0`, `> 0` and `|| ''` keep it from the indexes of all that is ready, held or snoozed, which it would read
    /// from end to end where PostgreSQL has no statistics.
    private static let idle = """
        SELECT j.id, j.waiting_reason, j.waiting_until, j.waiting_frees, t.state, t.held, t.kind, t.needs, t.ready_at, t.error \
        FROM jobs j JOIN tasks t ON t.id = COALESCE( \
        (SELECT q.id FROM tasks q WHERE q.job_id = j.id AND q.state = 'queued' AND q.held <= 0 ORDER BY q.stage, q.ordinal LIMIT 1), \
        (SELECT h.id FROM tasks h WHERE h.job_id = j.id AND h.state = 'queued' AND h.held > 0 ORDER BY h.stage, h.ordinal LIMIT 1), \
        (SELECT s.id FROM tasks s WHERE s.job_id = j.id AND s.state || '' = 'snoozed' ORDER BY s.ready_at, s.id LIMIT 1))
        """
}
