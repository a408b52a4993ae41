import FleetCore

extension StoreTransaction {
    /// Keeps a command for a job that is not there yet.
    public func insert(_ command: PendingCommandRow) throws {
        try insertRow(command)
        known.tenantsWithoutCommands.remove(command.tenant)
    }

    /// Takes the commands that wait for a job, by its id or by its idempotency key, in the order of their coming.
    public func takePendingCommands(tenant: TenantName, job: JobID, idempotencyKey: String?) throws -> [PendingCommandRow] {
        guard try keepsCommands(of: tenant) else { return [] }
        var found: [PendingCommandRow] = try rows("WHERE tenant = ? AND job_id = ? ORDER BY id", [tenant.sql, job.sql])
        if let idempotencyKey {
            found += try rows("WHERE tenant = ? AND idempotency_key = ? ORDER BY id", [tenant.sql, idempotencyKey.sql])
        }
        var seen: Set<Int64> = []
        found = found.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
        for command in found { try delete(command) }
        return found
    }

    /// Whether any command of a tenant waits: asked once in a write, however many jobs it brings.
    private func keepsCommands(of tenant: TenantName) throws -> Bool {
        if known.tenantsWithoutCommands.contains(tenant) { return false }
        try flushQueue(of: PendingCommandRow.shape)
        // Each of the two is what an index holds.
        for name in ["job_id", "idempotency_key"] {
            let found = try ask("SELECT id FROM pending_commands WHERE tenant = ? AND \(name) IS NOT NULL LIMIT 1", [tenant.sql])
            if !found.isEmpty { return true }
        }
        if !isReadOnly { known.tenantsWithoutCommands.insert(tenant) }
        return false
    }

    /// How many commands of a tenant wait for their jobs.
    public func pendingCommandCount(of tenant: TenantName) throws -> Int {
        let counts: [Int] = try column("SELECT count(*) FROM pending_commands WHERE tenant = ?", [tenant.sql])
        return counts.first ?? 0
    }

    /// Takes the commands whose job did not come in time.
    public func takeExpiredCommands(now: Timestamp, limit: Int) throws -> [PendingCommandRow] {
        let expired: [PendingCommandRow] = try rows("WHERE expires_at <= ? ORDER BY expires_at, id LIMIT ?", [now.sql, limit.sql])
        for command in expired { try delete(command) }
        return expired
    }

    private func delete(_ command: PendingCommandRow) throws { try post("DELETE FROM pending_commands WHERE id = ?", [command.id.sql]) }
}
