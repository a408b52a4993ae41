import FleetCore

/// One dispatch of a task.
public struct AttemptRow: Sendable, Equatable {
    public let task: WorkTaskID
    /// From 1.
    public let number: Int
    public var execution: ExecutionID?
    public var worker: WorkerID?
    public var dispatchedAt: Timestamp
    public var acceptedAt: Timestamp?
    public var endedAt: Timestamp?
    /// How it ended: `completed`, `failed`, `snoozed`, `interrupted`, `expired`, `lost`, ….
    public var outcome: String?
    /// JSON.
    public var error: String?

    public init(
        task: WorkTaskID, number: Int, execution: ExecutionID? = nil, worker: WorkerID? = nil, dispatchedAt: Timestamp,
        acceptedAt: Timestamp? = nil, endedAt: Timestamp? = nil, outcome: String? = nil
    ) {
        self.task = task
        self.number = number
        self.execution = execution
        self.worker = worker
        self.dispatchedAt = dispatchedAt
        self.acceptedAt = acceptedAt
        self.endedAt = endedAt
        self.outcome = outcome
    }
}

extension AttemptRow: StoredRow {
    static let shape = RowShape(
        table: "attempts", key: ["task_id", "number"],
        columns: [
            "task_id", "number", "execution", "worker", "dispatched_at", "accepted_at", "ended_at", "outcome", "error",
        ])

    init(_ row: inout SQLRowReader) throws {
        task = try row.next()
        number = try row.next()
        execution = try row.next()
        worker = try row.next()
        dispatchedAt = try row.next()
        acceptedAt = try row.next()
        endedAt = try row.next()
        outcome = try row.next()
        error = try row.next()
    }

    var values: [SQLValue] {
        [
            task.sql, number.sql, execution.sql, worker.sql, dispatchedAt.sql, acceptedAt.sql, endedAt.sql, outcome.sql, error.sql,
        ]
    }
}

extension AttemptRow: CachedRow {
    var cacheKey: TransactionRows.AttemptKey { TransactionRows.AttemptKey(task: task, number: number) }
}
