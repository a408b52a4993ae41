import FleetCore

/// One line of a job's log, already redacted.
public struct TaskLogRow: Sendable, Equatable {
    /// Given by the store; grows.
    public internal(set) var id: Int64 = 0
    public var job: JobID
    public var stage: StageKind?
    public var task: WorkTaskID?
    public var at: Timestamp
    public var line: String

    public init(
        job: JobID, stage: StageKind? = nil, task: WorkTaskID? = nil, at: Timestamp, line: String
    ) {
        self.job = job
        self.stage = stage
        self.task = task
        self.at = at
        self.line = line
    }
}

extension TaskLogRow: StoredRow {
    static let shape = RowShape(
        table: "task_logs", key: ["id"], generated: "id",
        columns: [
            "id", "job_id", "stage", "task_id", "at", "line",
        ])

    init(_ row: inout SQLRowReader) throws {
        id = try row.next()
        job = try row.next()
        stage = try row.next()
        task = try row.next()
        at = try row.next()
        line = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sql, job.sql, stage.sql, task.sql, at.sql, line.sql,
        ]
    }
}
