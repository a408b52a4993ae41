import FleetCore

/// The fleet that this store belongs to: one row, made at the first start.
public struct FleetRow: Sendable, Equatable {
    public let id: FleetID
    public var createdAt: Timestamp

    public init(
        id: FleetID, createdAt: Timestamp
    ) {
        self.id = id
        self.createdAt = createdAt
    }
}

extension FleetRow: StoredRow {
    static let shape = RowShape(
        table: "fleet", key: ["id"],
        columns: [
            "id", "created_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        id = try row.next()
        createdAt = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sql, createdAt.sql,
        ]
    }
}
