import FleetCore

/// Something that is due at a time, across restarts.
public struct TimerRow: Sendable, Equatable {
    public let kind: String
    /// What it is for; one timer per kind and subject.
    public let subject: String
    public var dueAt: Timestamp
    /// JSON.
    public var payload: String = "{}"

    public init(
        kind: String, subject: String, dueAt: Timestamp, payload: String = "{}"
    ) {
        self.kind = kind
        self.subject = subject
        self.dueAt = dueAt
        self.payload = payload
    }
}

extension TimerRow: StoredRow {
    static let shape = RowShape(
        table: "timers", key: ["kind", "subject"],
        columns: [
            "kind", "subject", "due_at", "payload",
        ])

    init(_ row: inout SQLRowReader) throws {
        kind = try row.next()
        subject = try row.next()
        dueAt = try row.next()
        payload = try row.next()
    }

    var values: [SQLValue] {
        [
            kind.sql, subject.sql, dueAt.sql, payload.sql,
        ]
    }
}
