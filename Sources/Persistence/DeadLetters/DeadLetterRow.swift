import FleetCore

/// A dead letter as lists show it: nothing of what the message says.
public struct DeadLetterRow: Sendable, Equatable {
    public let id: String
    public var tenant: TenantName
    /// Where the message came from.
    public var topic: String
    public var partition: Int32
    public var offset: Int64
    /// The code of the error.
    public var reason: String
    /// SHA-256 of the whole value.
    public var sha256: String
    public var originalBytes: Int
    /// Bytes of the value that are kept.
    public var keptBytes: Int
    /// The first bytes, every letter and digit masked.
    public var preview: String
    public var state: DeadLetterState = .new
    /// How often the message was tried.
    public var attempt: Int
    /// The letter that this one is a replay of.
    public var replayOf: String?
    /// The job that the message was about, where its headers name one.
    public var job: JobID?
    /// Who did what about it, and why.
    public var note: String?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        id: String, tenant: TenantName, topic: String, partition: Int32, offset: Int64, reason: String, sha256: String, originalBytes: Int,
        keptBytes: Int, preview: String, attempt: Int = 1, replayOf: String? = nil, job: JobID? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.tenant = tenant
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.reason = reason
        self.sha256 = sha256
        self.originalBytes = originalBytes
        self.keptBytes = keptBytes
        self.preview = preview
        self.attempt = attempt
        self.replayOf = replayOf
        self.job = job
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}

extension DeadLetterRow: StoredRow {
    static let shape = RowShape(
        table: "dead_letters", key: ["id"],
        columns: [
            "id", "tenant", "topic", "partition", "record_offset", "reason", "sha256", "original_bytes", "kept_bytes", "preview", "state",
            "attempt", "replay_of", "job_id", "note", "created_at", "updated_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        id = try row.next()
        tenant = try row.next()
        topic = try row.next()
        partition = try row.next()
        offset = try row.next()
        reason = try row.next()
        sha256 = try row.next()
        originalBytes = try row.next()
        keptBytes = try row.next()
        preview = try row.next()
        state = try row.next()
        attempt = try row.next()
        replayOf = try row.next()
        job = try row.next()
        note = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sql, tenant.sql, topic.sql, partition.sql, offset.sql, reason.sql, sha256.sql, originalBytes.sql, keptBytes.sql, preview.sql,
            state.sql, attempt.sql, replayOf.sql, job.sql, note.sql, createdAt.sql, updatedAt.sql,
        ]
    }
}
