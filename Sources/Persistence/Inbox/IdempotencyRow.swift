import FleetCore

/// A key that a tenant used, and for which document; outlives the topic.
public struct IdempotencyRow: Sendable, Equatable {
    public let tenant: TenantName
    public let key: String
    public var documentHash: String
    public var job: JobID
    public var createdAt: Timestamp

    public init(
        tenant: TenantName, key: String, documentHash: String, job: JobID, createdAt: Timestamp
    ) {
        self.tenant = tenant
        self.key = key
        self.documentHash = documentHash
        self.job = job
        self.createdAt = createdAt
    }
}

extension IdempotencyRow: StoredRow {
    static let shape = RowShape(
        table: "idempotency", key: ["tenant", "key"],
        columns: [
            "tenant", "key", "document_hash", "job_id", "created_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        tenant = try row.next()
        key = try row.next()
        documentHash = try row.next()
        job = try row.next()
        createdAt = try row.next()
    }

    var values: [SQLValue] {
        [
            tenant.sql, key.sql, documentHash.sql, job.sql, createdAt.sql,
        ]
    }
}

extension IdempotencyRow: CachedRow {
    var cacheKey: TenantKey { TenantKey(tenant: tenant, key: key) }
}
