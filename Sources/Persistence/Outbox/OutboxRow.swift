import FleetCore

/// A message that was committed with the state it tells of, and waits to be forwarded.
public struct OutboxRow: Sendable, Equatable {
    /// Given by the store; grows.
    public internal(set) var id: Int64 = 0
    public var topic: String
    /// Nil: the key decides.
    public var partition: Int32?
    public var key: String?
    /// JSON.
    public var headers: String = "[]"
    /// Nil is a tombstone.
    public var body: [UInt8]?
    public var state: OutboxState = .unsent
    /// The job that fails when the row cannot be sent.
    public var job: JobID?
    public var createdAt: Timestamp
    public var tries: Int = 0
    /// Why it was parked.
    public var error: String?

    public init(
        topic: String, partition: Int32? = nil, key: String? = nil, headers: String = "[]", body: [UInt8]?, state: OutboxState = .unsent,
        job: JobID? = nil, createdAt: Timestamp
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.headers = headers
        self.body = body
        self.state = state
        self.job = job
        self.createdAt = createdAt
    }
}

extension OutboxRow: StoredRow {
    static let shape = RowShape(
        table: "outbox", key: ["id"], generated: "id",
        columns: [
            "id", "topic", "partition", "key", "headers", "body", "state", "job_id", "created_at", "tries", "error",
        ])

    init(_ row: inout SQLRowReader) throws {
        id = try row.next()
        topic = try row.next()
        partition = try row.next()
        key = try row.next()
        headers = try row.next()
        body = try row.next()
        state = try row.next()
        job = try row.next()
        createdAt = try row.next()
        tries = try row.next()
        error = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sql, topic.sql, partition.sql, key.sql, headers.sql, body.sql, state.sql, job.sql, createdAt.sql, tries.sql, error.sql,
        ]
    }
}
