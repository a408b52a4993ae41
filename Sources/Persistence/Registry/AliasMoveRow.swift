import FleetCore

/// One move of an alias.
public struct AliasMoveRow: Sendable, Equatable {
    /// Given by the store.
    public internal(set) var id: Int64 = 0
    public var tenant: TenantName
    public var name: String
    public var alias: String
    public var fromVersion: Int64?
    /// Nil: the alias was removed.
    public var toVersion: Int64?
    public var movedBy: String
    public var reason: String
    public var at: Timestamp

    public init(
        tenant: TenantName, name: String, alias: String, fromVersion: Int64? = nil, toVersion: Int64? = nil, movedBy: String,
        reason: String, at: Timestamp
    ) {
        self.tenant = tenant
        self.name = name
        self.alias = alias
        self.fromVersion = fromVersion
        self.toVersion = toVersion
        self.movedBy = movedBy
        self.reason = reason
        self.at = at
    }
}

extension AliasMoveRow: StoredRow {
    static let shape = RowShape(
        table: "alias_history", key: ["id"], generated: "id",
        columns: [
            "id", "tenant", "name", "alias", "from_version", "to_version", "moved_by", "reason", "at",
        ])

    init(_ row: inout SQLRowReader) throws {
        id = try row.next()
        tenant = try row.next()
        name = try row.next()
        alias = try row.next()
        fromVersion = try row.next()
        toVersion = try row.next()
        movedBy = try row.next()
        reason = try row.next()
        at = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sql, tenant.sql, name.sql, alias.sql, fromVersion.sql, toVersion.sql, movedBy.sql, reason.sql, at.sql,
        ]
    }
}
