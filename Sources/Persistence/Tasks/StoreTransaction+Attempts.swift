import FleetCore

extension StoreTransaction {
    public func attempt(_ number: Int, of task: WorkTaskID) throws -> AttemptRow? {
        try cached(TransactionRows.AttemptKey(task: task, number: number), "WHERE task_id = ? AND number = ?", [task.sql, number.sql])
    }

    /// The attempts of a task, the first first.
    public func attempts(of task: WorkTaskID) throws -> [AttemptRow] { try rows("WHERE task_id = ? ORDER BY number", [task.sql]) }

    public func insert(_ attempt: AttemptRow) throws { try insertCached(attempt) }

    /// Writes all columns of an attempt that is there.
    public func update(_ attempt: AttemptRow) throws { try updateCached(attempt) }
}
