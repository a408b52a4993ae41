import FleetCore

extension StoreTransaction {
    public func job(_ id: JobID) throws -> JobRow? { try cached(id, "WHERE id = ?", [id.sql]) }

    /// The job, its row locked until the transaction ends: the first step of every change of state.
    public func lockJob(_ id: JobID) throws -> JobRow? {
        if known.lockedJobs[id] != nil { return try job(id) }
        let found: JobRow? = try row("WHERE id = ?\(dialect.forUpdate)", [id.sql])
        guard let found else { return nil }
        known.lockedJobs[id] = true
        known.cache(of: JobRow.self).keep(found)
        return found
    }

    /// Adds a job, and its labels for searching; `job.labels` holds the same labels as JSON.
    /// - Throws: `FleetError` `text_too_long` (rejected) for an idempotency key or a label of more than 512 bytes.
    public func insert(_ job: JobRow, labels: [String: String] = [:]) throws {
        if let key = job.idempotencyKey { try IndexedText.check(key, "the idempotency key") }
        try insertCached(job)
        // Made here: it is seen by nobody else, and has no stages yet.
        known.lockedJobs[job.id] = true
        known.stagesOfJobs[job.id] = []
        known.jobsWithoutPermits[job.id] = true
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            try IndexedText.check(key, "a label's name")
            try IndexedText.check(value, "a label's value")
            try add([job.id.sql, job.tenant.sql, key.sql, value.sql], to: Self.labelShape)
        }
    }

    private static let labelShape = RowShape(table: "job_labels", key: ["job_id", "key"], columns: ["job_id", "tenant", "key", "value"])

    /// Writes all columns of a job that is there.
    public func update(_ job: JobRow) throws { try updateCached(job) }

    public func job(tenant: TenantName, idempotencyKey: String) throws -> JobRow? {
        try row("WHERE tenant = ? AND idempotency_key = ?", [tenant.sql, idempotencyKey.sql])
    }

    /// The oldest unfinished job of the tenant with this very document.
    public func unfinishedJob(tenant: TenantName, documentHash: String) throws -> JobRow? {
        try row(
            "WHERE tenant = ? AND document_hash = ? AND finished_at IS NULL ORDER BY created_at, id LIMIT 1", [tenant.sql, documentHash.sql])
    }

    /// Unfinished jobs of all tenants, by id; a page goes on after the last id of the one before.
    public func unfinishedJobs(after: JobID? = nil, limit: Int) throws -> [JobRow] {
        try rows("WHERE finished_at IS NULL AND id > ? ORDER BY id LIMIT ?", [(after?.rawValue ?? "").sql, limit.sql])
    }

    /// Unfinished jobs in one state (`waiting`, `validating`, …), by id.
    public func unfinishedJobs(in state: JobState, after: JobID? = nil, limit: Int) throws -> [JobRow] {
        try rows(
            "WHERE finished_at IS NULL AND state = ? AND id > ? ORDER BY id LIMIT ?", [state.sql, (after?.rawValue ?? "").sql, limit.sql])
    }

    /// Jobs of a tenant, the newest first.
    public func jobs(_ filter: JobFilter) throws -> [JobRow] {
        var conditions = ["tenant = ?"]
        var values = [filter.tenant.sql]
        if let label = filter.label {
            conditions.append("id IN (SELECT job_id FROM job_labels WHERE tenant = ? AND key = ? AND value = ?)")
            values += [filter.tenant.sql, label.key.sql, label.value.sql]
        }
        if !filter.states.isEmpty {
            // Names of an enumeration, not input; sorted, so that equal filters are one prepared statement.
            conditions.append("state IN (\(filter.states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")))")
        }
        if let after = filter.after {
            conditions.append("(created_at, id) < (?, ?)")
            values += [after.createdAt.sql, after.id.sql]
        }
        return try rows("WHERE \(conditions.joined(separator: " AND ")) ORDER BY created_at DESC, id DESC LIMIT ?", values + [filter.limit.sql])
    }

    /// How many jobs of a tenant are in each state; nil: of all tenants.
    public func jobCounts(tenant: TenantName? = nil) throws -> [JobState: Int] {
        if let tenant { return try counts("SELECT state, COUNT(*) FROM jobs WHERE tenant = ? GROUP BY state", [tenant.sql]) }
        return try counts("SELECT state, COUNT(*) FROM jobs GROUP BY state")
    }

    /// How many jobs of all tenants wait, by the code of the reason.
    public func waitingCounts() throws -> [String: Int] { try counts(Self.waitingCountsStatement) }

    static let waitingCountsStatement = """
        SELECT COALESCE(waiting_reason, 'unknown'), COUNT(*) FROM jobs WHERE finished_at IS NULL AND state = 'waiting' GROUP BY 1
        """

    /// How many permits there are, by state.
    public func permitCounts() throws -> [String: Int] { try counts("SELECT state, COUNT(*) FROM permits GROUP BY state") }
}
