import FleetCore

/// The right to do one chargeable thing, bound to one execution.
public struct PermitRow: Sendable, Equatable {
    public let intentKey: IntentKey
    public var job: JobID
    public var task: WorkTaskID
    public var tenant: TenantName
    public var createNumber: Int
    /// A state of the coordinator's permit machine.
    public var state: String
    public var attempt: Int?
    /// Who holds it.
    public var execution: ExecutionID?
    public var reservedMicros: Int64 = 0
    /// ISO 4217.
    public var currency: String
    public var spentMicros: Int64 = 0
    /// The provider's object.
    public var remoteID: String?
    public var searches: Int = 0
    public var nextSearchAt: Timestamp?
    public var note: String?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        intentKey: IntentKey, job: JobID, task: WorkTaskID, tenant: TenantName, createNumber: Int, state: String, currency: String,
        createdAt: Timestamp
    ) {
        self.intentKey = intentKey
        self.job = job
        self.task = task
        self.tenant = tenant
        self.createNumber = createNumber
        self.state = state
        self.currency = currency
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}

extension PermitRow: StoredRow {
    static let shape = RowShape(
        table: "permits", key: ["intent_key"],
        columns: [
            "intent_key", "job_id", "task_id", "tenant", "create_number", "state", "attempt", "execution", "reserved_micros", "currency",
            "spent_micros", "remote_id", "searches", "next_search_at", "note", "created_at", "updated_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        intentKey = try row.next()
        job = try row.next()
        task = try row.next()
        tenant = try row.next()
        createNumber = try row.next()
        state = try row.next()
        attempt = try row.next()
        execution = try row.next()
        reservedMicros = try row.next()
        currency = try row.next()
        spentMicros = try row.next()
        remoteID = try row.next()
        searches = try row.next()
        nextSearchAt = try row.next()
        note = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }

    var values: [SQLValue] {
        [
            intentKey.sql, job.sql, task.sql, tenant.sql, createNumber.sql, state.sql, attempt.sql, execution.sql, reservedMicros.sql,
            currency.sql, spentMicros.sql, remoteID.sql, searches.sql, nextSearchAt.sql, note.sql, createdAt.sql, updatedAt.sql,
        ]
    }
}
