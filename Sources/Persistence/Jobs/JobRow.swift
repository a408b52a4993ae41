import FleetCore

/// A job as it is stored. Columns that hold JSON are canonical texts; what they mean is the coordinator's affair.
public struct JobRow: Sendable, Equatable {
    public let id: JobID
    public var tenant: TenantName
    public var name: String
    public var state: JobState = .submitted
    /// Grows with every snapshot that is published; consumers keep the highest.
    public var revision: Int64 = 0
    /// The job document as accepted, defaults filled in: JSON.
    public var document: String
    /// The digest of the document: a second submission is compared by it.
    public var documentHash: String
    public var idempotencyKey: String?
    /// Higher goes first.
    public var priority: Int = 0
    /// Where the message came from (topic, partition, offset, key, ce_id): JSON.
    public var request: String = "{}"
    /// Labels as an object: JSON. `job_labels` holds the same for searching.
    public var labels: String = "{}"
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    /// Set with the terminal state; nil means unfinished, and the indexes rely on it.
    public var finishedAt: Timestamp?
    public var deadlineAt: Timestamp?
    public var waitingReason: String?
    public var waitingUntil: Timestamp?
    /// What would free the job, for people.
    public var waitingFrees: String?
    /// JSON.
    public var error: String?
    /// JSON.
    public var result: String?
    /// JSON.
    public var progress: String?
    public var currentStage: StageKind?
    public var rerunOf: JobID?
    /// Millionths of `budgetCurrency`; nil: no budget was given.
    public var budgetMicros: Int64?
    public var budgetCurrency: String?
    public var reservedMicros: Int64 = 0
    public var spentMicros: Int64 = 0
    public var cancelRequestedAt: Timestamp?
    public var pauseRequested: Bool = false
    /// The W3C `traceparent` of the job.
    public var trace: String?

    public init(
        id: JobID, tenant: TenantName, name: String, document: String, documentHash: String, createdAt: Timestamp
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.document = document
        self.documentHash = documentHash
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}

extension JobRow: StoredRow {
    static let shape = RowShape(
        table: "jobs", key: ["id"],
        columns: [
            "id", "tenant", "name", "state", "revision", "document", "document_hash", "idempotency_key", "priority", "request", "labels",
            "created_at", "updated_at", "finished_at", "deadline_at", "waiting_reason", "waiting_until", "waiting_frees", "error", "result",
            "progress", "current_stage", "rerun_of", "budget_micros", "budget_currency", "reserved_micros", "spent_micros",
            "cancel_requested_at", "pause_requested", "trace",
        ])

    init(_ row: inout SQLRowReader) throws {
        id = try row.next()
        tenant = try row.next()
        name = try row.next()
        state = try row.next()
        revision = try row.next()
        document = try row.next()
        documentHash = try row.next()
        idempotencyKey = try row.next()
        priority = try row.next()
        request = try row.next()
        labels = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        finishedAt = try row.next()
        deadlineAt = try row.next()
        waitingReason = try row.next()
        waitingUntil = try row.next()
        waitingFrees = try row.next()
        error = try row.next()
        result = try row.next()
        progress = try row.next()
        currentStage = try row.next()
        rerunOf = try row.next()
        budgetMicros = try row.next()
        budgetCurrency = try row.next()
        reservedMicros = try row.next()
        spentMicros = try row.next()
        cancelRequestedAt = try row.next()
        pauseRequested = try row.next()
        trace = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sql, tenant.sql, name.sql, state.sql, revision.sql, document.sql, documentHash.sql, idempotencyKey.sql, priority.sql,
            request.sql, labels.sql, createdAt.sql, updatedAt.sql, finishedAt.sql, deadlineAt.sql, waitingReason.sql, waitingUntil.sql,
            waitingFrees.sql, error.sql, result.sql, progress.sql, currentStage.sql, rerunOf.sql, budgetMicros.sql, budgetCurrency.sql,
            reservedMicros.sql, spentMicros.sql, cancelRequestedAt.sql, pauseRequested.sql, trace.sql,
        ]
    }
}

extension JobRow: CachedRow {
    var cacheKey: JobID { id }
}
