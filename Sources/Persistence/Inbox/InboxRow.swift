import FleetCore

/// A message of a job topic that was handled: a second one with the same identity changes nothing.
public struct InboxRow: Sendable, Equatable {
    public let messageID: String
    public var tenant: TenantName
    public var job: JobID?
    public var handledAt: Timestamp

    public init(
        messageID: String, tenant: TenantName, job: JobID? = nil, handledAt: Timestamp
    ) {
        self.messageID = messageID
        self.tenant = tenant
        self.job = job
        self.handledAt = handledAt
    }
}

extension InboxRow: StoredRow {
    static let shape = RowShape(
        table: "inbox", key: ["message_id"],
        columns: [
            "message_id", "tenant", "job_id", "handled_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        messageID = try row.next()
        tenant = try row.next()
        job = try row.next()
        handledAt = try row.next()
    }

    var values: [SQLValue] {
        [
            messageID.sql, tenant.sql, job.sql, handledAt.sql,
        ]
    }
}

extension InboxRow: CachedRow {
    var cacheKey: String { messageID }
}
