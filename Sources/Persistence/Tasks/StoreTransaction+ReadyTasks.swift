import FleetCore

extension StoreTransaction {
    /// Tenants that have queued tasks of a kind which nobody holds, in order of name; their time may not have come yet.
    public func tenantsWithQueuedTasks(of kind: WorkKind) throws -> [TenantName] {
        if !isReadOnly { try flush(TaskRow.self) }
        return try storedTenants(of: kind)
    }

    private func storedTenants(of kind: WorkKind) throws -> [TenantName] {
        let answer = try ask(Self.queuedTenantsStatement, [kind.sql, kind.sql])
        return try answer.map { row in
            var reader = SQLRowReader(row, place: "tasks")
            return try reader.next(TenantName.self)
        }
    }

    /// Ready tasks of one tenant: the highest priority first, then the longest ready.
    public func readyTasks(kind: WorkKind, tenant: TenantName, now: Timestamp, limit: Int) throws -> [ReadyTask] {
        if !isReadOnly { try flush(TaskRow.self) }
        return try storedTasks(kind, tenant, now, limit)
    }

    private func storedTasks(_ kind: WorkKind, _ tenant: TenantName, _ now: Timestamp, _ limit: Int) throws -> [ReadyTask] {
        let answer = try ask(Self.readyTasksStatement, [kind.sql, tenant.sql, now.sql, limit.sql])
        return try answer.map { row in
            var reader = SQLRowReader(row, place: "tasks")
            return ReadyTask(
                id: try reader.next(), job: try reader.next(), tenant: tenant, priority: try reader.next(), readyAt: try reader.next(),
                needs: try reader.next(), isAlone: try reader.next())
        }
    }

    /// Ready tasks of every tenant, at most so many of each.
    public func readyTasks(kind: WorkKind, now: Timestamp, limitPerTenant: Int) throws -> [TenantName: [ReadyTask]] {
        var ready: [TenantName: [ReadyTask]] = [:]
        for tenant in try storedTenants(of: kind) {
            let tasks = try storedTasks(kind, tenant, now, limitPerTenant)
            if !tasks.isEmpty { ready[tenant] = tasks }
        }
        return isReadOnly ? ready : regarding(changes(of: kind, now), in: ready, limitPerTenant)
    }

    /// Tasks that this write has made or changed, and the ready ones among them: they need not be written before they are dispatched.
    private func changes(of kind: WorkKind, _ now: Timestamp) -> (all: Set<WorkTaskID>, ready: [ReadyTask]) {
        let changed = known.cache(of: TaskRow.self).changed
        let ready = changed.filter { $0.kind == kind && $0.state == .queued && !$0.isHeld && $0.readyAt <= now }
        return (Set(changed.map(\.id)), ready.map(ReadyTask.init))
    }

    private func regarding(
        _ changes: (all: Set<WorkTaskID>, ready: [ReadyTask]), in stored: [TenantName: [ReadyTask]], _ limit: Int
    ) -> [TenantName: [ReadyTask]] {
        var ready = stored.mapValues { tasks in tasks.filter { !changes.all.contains($0.id) } }
        for task in changes.ready { ready[task.tenant, default: []].append(task) }
        return ready.mapValues { Array($0.sorted(by: ReadyTask.comesFirst).prefix(limit)) }.filter { !$0.value.isEmpty }
    }

    /// Tasks by kind that wait or run.
    public func workCounts() throws -> [WorkKind: WorkCount] {
        var counts: [WorkKind: WorkCount] = [:]
        for row in try query(Self.workCountsStatement) {
            var reader = SQLRowReader(row, place: "tasks")
            let kind = try reader.next(WorkKind.self)
            let state = try reader.next(WorkTaskState.self)
            let count = try reader.next(Int.self)
            switch state {
            case .queued: counts[kind, default: WorkCount()].queued += count
            case .dispatched: counts[kind, default: WorkCount()].dispatched = count
            case .accepted: counts[kind, default: WorkCount()].accepted = count
            case .snoozed: counts[kind, default: WorkCount()].snoozed = count
            case .completed, .failed, .cancelled: break
            }
        }
        return counts
    }

    /// Jumps from name to name in the index: the cost grows with the tenants, not with their tasks. By order, not by `MIN`: that PostgreSQL looks for
    /// in the whole queue where it has no statistics.
    static let queuedTenantsStatement = """
        WITH RECURSIVE found(tenant) AS ( \
        SELECT (SELECT tenant FROM tasks WHERE state = 'queued' AND held = 0 AND kind = ? ORDER BY tenant LIMIT 1) \
        UNION ALL \
        SELECT (SELECT t.tenant FROM tasks t WHERE t.state = 'queued' AND t.held = 0 AND t.kind = ? AND t.tenant > found.tenant \
        ORDER BY t.tenant LIMIT 1) \
        FROM found WHERE found.tenant IS NOT NULL) \
        SELECT tenant FROM found WHERE tenant IS NOT NULL
        """

    static let readyTasksStatement = """
        SELECT id, job_id, priority, ready_at, needs, alone FROM tasks \
        WHERE state = 'queued' AND held = 0 AND kind = ? AND tenant = ? AND ready_at <= ? ORDER BY priority DESC, ready_at, id LIMIT ?
        """

    /// Each part has a partial index of its own; none of them answers anything else.
    static let workCountsStatement = """
        SELECT kind, state, COUNT(*) FROM tasks WHERE state = 'queued' AND held = 0 GROUP BY kind, state UNION ALL \
        SELECT kind, state, COUNT(*) FROM tasks WHERE state = 'queued' AND held = 1 GROUP BY kind, state UNION ALL \
        SELECT kind, state, COUNT(*) FROM tasks WHERE state IN ('dispatched', 'accepted') GROUP BY kind, state UNION ALL \
        SELECT kind, state, COUNT(*) FROM tasks WHERE state = 'snoozed' GROUP BY kind, state
        """
}
