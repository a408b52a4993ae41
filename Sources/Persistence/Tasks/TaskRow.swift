import FleetCore

/// One unit of one stage for one kind of worker.
public struct TaskRow: Sendable, Equatable {
    public let id: WorkTaskID
    public var job: JobID
    public var tenant: TenantName
    public var stage: StageKind
    public var kind: WorkKind
    public var step: String
    /// The place among the tasks of its stage, in the order of making.
    public var ordinal: Int
    public var state: WorkTaskState = .queued
    /// A queued task that is held (its job is paused, waits for budget or approval) is not ready.
    public var isHeld: Bool = false
    /// The newest attempt; 0 before the first dispatch.
    public var attempt: Int = 0
    /// The execution bound to the attempt.
    public var execution: ExecutionID?
    public var worker: WorkerID?
    /// Counts against the retry limit.
    public var failures: Int = 0
    /// Lease expiries without a newer checkpoint between them.
    public var expiriesInRow: Int = 0
    /// It runs with no neighbour in its worker.
    public var isAlone: Bool = false
    public var checkpointNumber: Int = 0
    /// A queued task is ready from here on.
    public var readyAt: Timestamp
    public var dispatchedAt: Timestamp?
    public var acceptedAt: Timestamp?
    public var dispatchTopic: String?
    public var dispatchPartition: Int?
    /// The broker's incarnation at the dispatch.
    public var dispatchIncarnation: String?
    /// Dispatch deadlines missed in a row.
    public var dispatchTimeouts: Int = 0
    /// Who could not read it: JSON.
    public var unreadableBy: String?
    /// Capabilities that a worker must have: a JSON list.
    public var needs: String = "[]"
    /// JSON.
    public var input: String
    /// JSON.
    public var output: String?
    /// JSON.
    public var checkpoint: String?
    /// JSON.
    public var progress: String?
    /// JSON.
    public var error: String?
    /// Set for a chargeable call.
    public var intentKey: IntentKey?
    public var createNumber: Int = 0
    /// `create` or `search`.
    public var permitMode: String?
    /// What is reserved for it.
    public var chargeMicros: Int64?
    public var chargeCurrency: String?
    public var cancelRequested: Bool = false
    /// Copied from the job.
    public var priority: Int = 0
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        id: WorkTaskID, job: JobID, tenant: TenantName, stage: StageKind, kind: WorkKind, step: String, ordinal: Int, input: String,
        createdAt: Timestamp
    ) {
        self.id = id
        self.job = job
        self.tenant = tenant
        self.stage = stage
        self.kind = kind
        self.step = step
        self.ordinal = ordinal
        self.readyAt = createdAt
        self.input = input
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}

extension TaskRow: StoredRow {
    static let shape = RowShape(
        table: "tasks", key: ["id"],
        columns: [
            "id", "job_id", "tenant", "stage", "kind", "step", "ordinal", "state", "held", "attempt", "execution", "worker", "failures",
            "expiries_in_row", "alone", "checkpoint_number", "ready_at", "dispatched_at", "accepted_at", "dispatch_topic",
            "dispatch_partition", "dispatch_incarnation", "dispatch_timeouts", "unreadable_by", "needs", "input", "output", "checkpoint",
            "progress", "error", "intent_key", "create_number", "permit_mode", "charge_micros", "charge_currency", "cancel_requested",
            "priority", "created_at", "updated_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        id = try row.next()
        job = try row.next()
        tenant = try row.next()
        stage = try row.next()
        kind = try row.next()
        step = try row.next()
        ordinal = try row.next()
        state = try row.next()
        isHeld = try row.next()
        attempt = try row.next()
        execution = try row.next()
        worker = try row.next()
        failures = try row.next()
        expiriesInRow = try row.next()
        isAlone = try row.next()
        checkpointNumber = try row.next()
        readyAt = try row.next()
        dispatchedAt = try row.next()
        acceptedAt = try row.next()
        dispatchTopic = try row.next()
        dispatchPartition = try row.next()
        dispatchIncarnation = try row.next()
        dispatchTimeouts = try row.next()
        unreadableBy = try row.next()
        needs = try row.next()
        input = try row.next()
        output = try row.next()
        checkpoint = try row.next()
        progress = try row.next()
        error = try row.next()
        intentKey = try row.next()
        createNumber = try row.next()
        permitMode = try row.next()
        chargeMicros = try row.next()
        chargeCurrency = try row.next()
        cancelRequested = try row.next()
        priority = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sql, job.sql, tenant.sql, stage.sql, kind.sql, step.sql, ordinal.sql, state.sql, isHeld.sql, attempt.sql, execution.sql,
            worker.sql, failures.sql, expiriesInRow.sql, isAlone.sql, checkpointNumber.sql, readyAt.sql, dispatchedAt.sql, acceptedAt.sql,
            dispatchTopic.sql, dispatchPartition.sql, dispatchIncarnation.sql, dispatchTimeouts.sql, unreadableBy.sql, needs.sql, input.sql,
            output.sql, checkpoint.sql, progress.sql, error.sql, intentKey.sql, createNumber.sql, permitMode.sql, chargeMicros.sql,
            chargeCurrency.sql, cancelRequested.sql, priority.sql, createdAt.sql, updatedAt.sql,
        ]
    }
}

extension TaskRow: CachedRow {
    var cacheKey: WorkTaskID { id }
}
