import FleetCore

/// A command that overtook the submission of its job.
public struct PendingCommandRow: Sendable, Equatable {
    /// Given by the store.
    public internal(set) var id: Int64 = 0
    public var tenant: TenantName
    public var job: JobID?
    public var idempotencyKey: String?
    /// JSON.
    public var command: String
    public var createdAt: Timestamp
    public var expiresAt: Timestamp

    public init(
        tenant: TenantName, job: JobID? = nil, idempotencyKey: String? = nil, command: String, createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.tenant = tenant
        self.job = job
        self.idempotencyKey = idempotencyKey
        self.command = command
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

extension PendingCommandRow: StoredRow {
    static let shape = RowShape(
        table: "pending_commands", key: ["id"], generated: "id",
        columns: [
            "id", "tenant", "job_id", "idempotency_key", "command", "created_at", "expires_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        id = try row.next()
        tenant = try row.next()
        job = try row.next()
        idempotencyKey = try row.next()
        command = try row.next()
        createdAt = try row.next()
        expiresAt = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sql, tenant.sql, job.sql, idempotencyKey.sql, command.sql, createdAt.sql, expiresAt.sql,
        ]
    }
}
