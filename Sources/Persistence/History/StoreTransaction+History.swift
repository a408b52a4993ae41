import FleetCore

extension StoreTransaction {
    /// Records a transition as the newest one of its tenant; nothing ever changes it.
    public func append(_ entry: HistoryRow) throws {
        var chained = entry
        let head = try heads.known(entry.tenant) ?? historyHead(of: entry.tenant) ?? HistoryHeadRow(tenant: entry.tenant)
        heads.take(head)
        HistoryChain.link(&chained, behind: head)
        try insertRow(chained)
        heads.advance(to: chained)
    }

    /// Writes the ends of the chains that have moved; the last thing before COMMIT.
    func writeHeads() throws { for head in heads.moved { try upsertRow(head) } }

    /// The transitions of a job in the order of their happening; a page goes on after the last id of the one before.
    public func history(of job: JobID, after: Int64 = 0, limit: Int) throws -> [HistoryRow] {
        try rows("WHERE job_id = ? AND id > ? ORDER BY id LIMIT ?", [job.sql, after.sql, limit.sql])
    }

    /// The records of a tenant in the order of the chain; a page goes on after the last number of the one before.
    public func history(of tenant: TenantName, afterNumber number: Int64 = 0, limit: Int) throws -> [HistoryRow] {
        try rows("WHERE tenant = ? AND number > ? ORDER BY number LIMIT ?", [tenant.sql, number.sql, limit.sql])
    }

    /// Where the chain of a tenant ends; nil where nothing was ever recorded. Inside a write: as it was before it.
    public func historyHead(of tenant: TenantName) throws -> HistoryHeadRow? { try row("WHERE tenant = ?", [tenant.sql]) }

    /// The tenants that have a history.
    public func historyTenants() throws -> [TenantName] { try column("SELECT tenant FROM history_heads ORDER BY tenant") }

    /// What a verification looks at beside the records of the chain.
    func historyOutline(of tenant: TenantName) throws -> HistoryOutline {
        let head = try historyHead(of: tenant)
        let through = head?.olderThrough ?? 0
        let loose = "FROM history WHERE tenant = ? AND number IS NULL AND id"
        return HistoryOutline(
            head: head,
            newest: try row("WHERE tenant = ? AND number IS NOT NULL ORDER BY number DESC LIMIT 1", [tenant.sql]),
            olderCount: try column("SELECT COUNT(*) \(loose) <= ?", [tenant.sql, through.sql], of: Int64.self).first ?? 0,
            unchained: try row("WHERE tenant = ? AND number IS NULL AND id > ? ORDER BY id LIMIT 1", [tenant.sql, through.sql]),
            hasJobs: !(try column("SELECT id FROM jobs WHERE tenant = ? LIMIT 1", [tenant.sql], of: String.self).isEmpty))
    }
}
