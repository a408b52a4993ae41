import FleetCore

/// A movable pointer to a version.
public struct AliasRow: Sendable, Equatable {
    public let tenant: TenantName
    public let name: String
    public let alias: String
    public var version: Int64
    public var updatedAt: Timestamp
    public var updatedBy: String
    public var reason: String

    public init(
        tenant: TenantName, name: String, alias: String, version: Int64, updatedAt: Timestamp, updatedBy: String, reason: String
    ) {
        self.tenant = tenant
        self.name = name
        self.alias = alias
        self.version = version
        self.updatedAt = updatedAt
        self.updatedBy = updatedBy
        self.reason = reason
    }
}

extension AliasRow: StoredRow {
    static let shape = RowShape(
        table: "aliases", key: ["tenant", "name", "alias"],
        columns: [
            "tenant", "name", "alias", "version", "updated_at", "updated_by", "reason",
        ])

    init(_ row: inout SQLRowReader) throws {
        tenant = try row.next()
        name = try row.next()
        alias = try row.next()
        version = try row.next()
        updatedAt = try row.next()
        updatedBy = try row.next()
        reason = try row.next()
    }

    var values: [SQLValue] {
        [
            tenant.sql, name.sql, alias.sql, version.sql, updatedAt.sql, updatedBy.sql, reason.sql,
        ]
    }
}
