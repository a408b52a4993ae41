import FleetCore

/// A named model of a tenant, with versions.
public struct ModelRow: Sendable, Equatable {
    public let tenant: TenantName
    public let name: String
    public var createdAt: Timestamp

    public init(
        tenant: TenantName, name: String, createdAt: Timestamp
    ) {
        self.tenant = tenant
        self.name = name
        self.createdAt = createdAt
    }
}

extension ModelRow: StoredRow {
    static let shape = RowShape(
        table: "models", key: ["tenant", "name"],
        columns: [
            "tenant", "name", "created_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        tenant = try row.next()
        name = try row.next()
        createdAt = try row.next()
    }

    var values: [SQLValue] {
        [
            tenant.sql, name.sql, createdAt.sql,
        ]
    }
}
