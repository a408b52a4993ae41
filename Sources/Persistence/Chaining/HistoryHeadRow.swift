import FleetCore

/// Where the chain of a tenant's history ends: without it nobody would miss the newest records.
public struct HistoryHeadRow: Sendable, Equatable {
    public let tenant: TenantName
    /// The number of the newest record; 0 where there is none yet.
    public internal(set) var number: Int64
    /// The digest of the newest record; the chain's origin, or empty, where there is none yet.
    public internal(set) var digest: String
    /// The largest id among the records of an earlier release, which are in no chain.
    public internal(set) var olderThrough: Int64 = 0
    /// How many of those there are.
    public internal(set) var olderCount: Int64 = 0

    init(tenant: TenantName) {
        self.tenant = tenant
        number = 0
        digest = ""
    }
}

extension HistoryHeadRow: StoredRow {
    static let shape = RowShape(
        table: "history_heads", key: ["tenant"], columns: ["tenant", "number", "digest", "older_through", "older_count"])

    init(_ row: inout SQLRowReader) throws {
        tenant = try row.next()
        number = try row.next()
        digest = try row.next()
        olderThrough = try row.next()
        olderCount = try row.next()
    }

    var values: [SQLValue] { [tenant.sql, number.sql, digest.sql, olderThrough.sql, olderCount.sql] }
}
