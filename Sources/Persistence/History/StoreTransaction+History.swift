import FleetCore

extension StoreTransaction {
    /// Records a transition; nothing ever changes it.
    @discardableResult
    public func append(_ entry: HistoryRow) throws -> Int64 { try insertRow(entry) }

    /// The transitions of a job in the order of their happening; a page goes on after the last id of the one before.
    public func history(of job: JobID, after: Int64 = 0, limit: Int) throws -> [HistoryRow] {
        try rows("WHERE job_id = ? AND id > ? ORDER BY id LIMIT ?", [job.sql, after.sql, limit.sql])
    }
}
