import FleetCore

/// One reign of a coordinator, kept for the record.
public struct TermRow: Sendable, Equatable {
    public let number: Int64
    /// Who reigns: host, process, version; for people.
    public var holder: String
    public var startedAt: Timestamp

    public init(
        number: Int64, holder: String, startedAt: Timestamp
    ) {
        self.number = number
        self.holder = holder
        self.startedAt = startedAt
    }
}

extension TermRow: StoredRow {
    static let shape = RowShape(
        table: "terms", key: ["number"],
        columns: [
            "number", "holder", "started_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        number = try row.next()
        holder = try row.next()
        startedAt = try row.next()
    }

    var values: [SQLValue] {
        [
            number.sql, holder.sql, startedAt.sql,
        ]
    }
}
