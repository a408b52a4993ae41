import FleetCore

extension StoreTransaction {
    /// Adds lines to the log of a job and removes its oldest ones beyond `keeping`.
    public func append(_ lines: [TaskLogRow], of job: JobID, keeping: Int) throws {
        for line in lines.suffix(keeping) { try insertRow(line) }
        try post(
            "DELETE FROM task_logs WHERE job_id = ? AND id <= (SELECT id FROM task_logs WHERE job_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
            [job.sql, job.sql, keeping.sql])
    }

    /// Lines of a job's log, the oldest first; a page goes on after the last id of the one before.
    public func logLines(of job: JobID, after: Int64 = 0, limit: Int) throws -> [TaskLogRow] {
        try rows("WHERE job_id = ? AND id > ? ORDER BY id LIMIT ?", [job.sql, after.sql, limit.sql])
    }
}
