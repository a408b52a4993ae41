import FleetCore

/// One transition of anything: who, when, from, to, why. Never changed, never deleted while its job is there.
public struct HistoryRow: Sendable, Equatable {
    /// Given by the store.
    public internal(set) var id: Int64 = 0
    public var tenant: TenantName
    public var job: JobID?
    /// `job`, `stage`, `task`, `permit`, `alias`, ….
    public var entity: String
    public var entityID: String
    public var fromState: String?
    public var toState: String
    public var cause: String
    public var actor: String
    public var term: Term
    public var at: Timestamp
    /// Its place in the tenant's chain, from 1; nil for what an earlier release wrote. This and the digests are given by the store.
    public internal(set) var number: Int64?
    /// The digest of the record before it.
    public internal(set) var previous: String?
    /// Its own digest; see `HistoryChain`.
    public internal(set) var digest: String?

    public init(
        tenant: TenantName, job: JobID? = nil, entity: String, entityID: String, fromState: String? = nil, toState: String, cause: String,
        actor: String, term: Term, at: Timestamp
    ) {
        self.tenant = tenant
        self.job = job
        self.entity = entity
        self.entityID = entityID
        self.fromState = fromState
        self.toState = toState
        self.cause = cause
        self.actor = actor
        self.term = term
        self.at = at
    }
}

extension HistoryRow: StoredRow {
    static let shape = RowShape(
        table: "history", key: ["id"], generated: "id",
        columns: [
            "id", "tenant", "job_id", "entity", "entity_id", "from_state", "to_state", "cause", "actor", "term", "at",
            "number", "previous", "digest",
        ])

    init(_ row: inout SQLRowReader) throws {
        id = try row.next()
        tenant = try row.next()
        job = try row.next()
        entity = try row.next()
        entityID = try row.next()
        fromState = try row.next()
        toState = try row.next()
        cause = try row.next()
        actor = try row.next()
        term = try row.next()
        at = try row.next()
        number = try row.next()
        previous = try row.next()
        digest = try row.next()
    }

    var values: [SQLValue] {
        [
            id.sql, tenant.sql, job.sql, entity.sql, entityID.sql, fromState.sql, toState.sql, cause.sql, actor.sql, term.sql, at.sql,
            number.sql, previous.sql, digest.sql,
        ]
    }
}
