import FleetCore

/// One stage of a job.
public struct StageRow: Sendable, Equatable {
    public let job: JobID
    public let stage: StageKind
    /// The place in the order of the document, from 0.
    public var position: Int
    public var state: StageState = .pending
    /// The stages before it: a JSON list of names.
    public var waitsFor: String = "[]"
    /// Tasks not yet over; the transition that takes it to zero plans what follows.
    public var remaining: Int = 0
    public var step: String?
    /// JSON.
    public var output: String?
    /// JSON.
    public var error: String?
    /// Equal hashes let a re-run reuse the output.
    public var inputHash: String?
    public var startedAt: Timestamp?
    public var finishedAt: Timestamp?

    public init(
        job: JobID, stage: StageKind, position: Int, state: StageState = .pending, waitsFor: String = "[]", remaining: Int = 0,
        step: String? = nil, output: String? = nil, inputHash: String? = nil, startedAt: Timestamp? = nil, finishedAt: Timestamp? = nil
    ) {
        self.job = job
        self.stage = stage
        self.position = position
        self.state = state
        self.waitsFor = waitsFor
        self.remaining = remaining
        self.step = step
        self.output = output
        self.inputHash = inputHash
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

extension StageRow: StoredRow {
    static let shape = RowShape(
        table: "stages", key: ["job_id", "stage"],
        columns: [
            "job_id", "stage", "position", "state", "waits_for", "remaining", "step", "output", "error", "input_hash", "started_at",
            "finished_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        job = try row.next()
        stage = try row.next()
        position = try row.next()
        state = try row.next()
        waitsFor = try row.next()
        remaining = try row.next()
        step = try row.next()
        output = try row.next()
        error = try row.next()
        inputHash = try row.next()
        startedAt = try row.next()
        finishedAt = try row.next()
    }

    var values: [SQLValue] {
        [
            job.sql, stage.sql, position.sql, state.sql, waitsFor.sql, remaining.sql, step.sql, output.sql, error.sql, inputHash.sql,
            startedAt.sql, finishedAt.sql,
        ]
    }
}

extension StageRow: CachedRow {
    var cacheKey: TransactionRows.StageKey { TransactionRows.StageKey(job: job, stage: stage) }
}
