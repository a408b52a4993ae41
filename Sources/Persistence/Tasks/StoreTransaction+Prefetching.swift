import FleetCore

/// Many rows in a few questions: a database that stands elsewhere answers one question as fast as a hundred rows.
extension StoreTransaction {
    /// Reads tasks and what changes with them: their jobs, which are locked, those jobs' stages, and the newest attempts.
    /// What is asked for afterwards of these is known already; a task that is not there is passed over.
    /// - Parameters:
    ///   - ending: those of them that are about to end: of their stages is read what the end of a stage looks at.
    ///   - others: tasks of which nothing else is read.
    public func prefetch(tasks ids: [WorkTaskID], ending: Set<WorkTaskID> = [], glancing others: [WorkTaskID] = []) throws {
        try checkUse()
        let whole = Set(ids)
        let wanted = whole.union(others).filter { !known.cache(of: TaskRow.self).knows($0) }
        // One alone is asked for as it is needed.
        guard !isReadOnly, wanted.count > 1 else { return }
        var tasks: [TaskRow] = try among(wanted.map(\.sql)) { "id IN (\($0))" }
        for id in wanted { known.cache(of: TaskRow.self).keepAbsent(id) }
        for task in tasks { known.cache(of: TaskRow.self).keep(task) }
        tasks.removeAll { !whole.contains($0.id) }
        let jobs = Set(tasks.map(\.job)).filter { known.lockedJobs[$0] == nil }
        try flush(JobRow.self)
        // In one order everywhere, so that two of them can wait for each other in no circle.
        let locked: [JobRow] = try among(jobs.sorted { $0.rawValue < $1.rawValue }.map(\.sql)) { "id IN (\($0)) ORDER BY id\(dialect.forUpdate)" }
        for job in locked {
            known.lockedJobs[job.id] = true
            known.cache(of: JobRow.self).keep(job)
        }
        try prefetch(stagesOf: locked.map(\.id))
        for batch in tasks.filter({ $0.attempt > 0 }).batches(of: Self.pairsAtOnce) {
            let pairs = repeatElement("(task_id = ? AND number = ?)", count: batch.count).joined(separator: " OR ")
            let found: [AttemptRow] = try fetch("WHERE \(pairs)", batch.flatMap { [$0.id.sql, $0.attempt.sql] })
            for attempt in found { known.cache(of: AttemptRow.self).keep(attempt) }
        }
        try prefetch(endOf: tasks.filter { ending.contains($0.id) })
    }

    /// Reads which of these messages were handled before, and for what these keys of tenants were used.
    public func prefetch(messages: [String], keys: [TenantKey]) throws {
        try checkUse()
        guard !isReadOnly, messages.count > 1 else { return }
        let handled: [InboxRow] = try among(messages.map(\.sql)) { "message_id IN (\($0))" }
        for row in handled { known.cache(of: InboxRow.self).keep(row) }
        for id in messages { known.cache(of: InboxRow.self).keepAbsent(id) }
        for batch in keys.batches(of: Self.pairsAtOnce) {
            let used: [IdempotencyRow] = try fetch(Self.usedKeysClause(batch.count), batch.flatMap { [$0.tenant.sql, $0.key.sql] })
            for row in used { known.cache(of: IdempotencyRow.self).keep(row) }
        }
        for key in keys { known.cache(of: IdempotencyRow.self).keepAbsent(key) }
    }

    /// One question for each key: of a list of keys, or of alternatives, PostgreSQL makes a walk through all keys of the tenant.
    static func usedKeysClause(_ count: Int) -> String {
        repeatElement("WHERE tenant = ? AND key = ?", count: count).joined(separator: " UNION ALL \(IdempotencyRow.shape.select) ")
    }

    private func prefetch(stagesOf jobs: [JobID]) throws {
        let fresh = jobs.filter { known.stagesOfJobs[$0] == nil }
        try flush(StageRow.self)
        let stages: [StageRow] = try among(fresh.map(\.sql)) { "job_id IN (\($0)) ORDER BY job_id, position" }
        var kinds: [JobID: [StageKind]] = [:]
        for stage in stages {
            known.cache(of: StageRow.self).keep(stage)
            kinds[stage.job, default: []].append(stage.stage)
        }
        for job in fresh { known.stagesOfJobs[job] = kinds[job] ?? [] }
    }

    /// What is looked at where the last of a stage's tasks ends: what the stage's other tasks gave, and whether its job has permits.
    private func prefetch(endOf tasks: [TaskRow]) throws {
        var left: [TransactionRows.StageKey: Int] = [:]
        for task in tasks where !task.state.isTerminal { left[TransactionRows.StageKey(job: task.job, stage: task.stage), default: 0] += 1 }
        let ending = left.filter { known.cache(of: StageRow.self).row($0.key)?.remaining == $0.value && known.outputs[$0.key] == nil }.map(\.key)
        guard ending.count > 1 else { return }
        try flush(TaskRow.self)
        for batch in ending.batches(of: Self.pairsAtOnce) {
            let pairs = repeatElement("(job_id = ? AND stage = ?)", count: batch.count).joined(separator: " OR ")
            let found = try ask(
                "SELECT job_id, stage, id, step, ordinal, output FROM tasks WHERE state = 'completed' AND (\(pairs)) ORDER BY ordinal",
                batch.flatMap { [$0.job.sql, $0.stage.sql] })
            for key in batch { known.outputs[key] = [] }
            for row in found {
                var reader = SQLRowReader(row, place: "tasks")
                let key = TransactionRows.StageKey(job: try reader.next(), stage: try reader.next())
                known.outputs[key]?.append(try TaskOutput(&reader))
            }
        }
        let jobs = Set(ending.map(\.job))
        try flushQueue(of: PermitRow.shape)
        let charged: [JobID] = try Array(jobs).batches(of: Self.rowsAtOnce).flatMap { batch in
            let marks = repeatElement("?", count: batch.count).joined(separator: ", ")
            return try ask("SELECT DISTINCT job_id FROM permits WHERE job_id IN (\(marks))", batch.map(\.sql)).map { row in
                var reader = SQLRowReader(row, place: "permits")
                return try reader.next(JobID.self)
            }
        }
        for job in jobs.subtracting(charged) { known.jobsWithoutPermits[job] = true }
    }

    private static let rowsAtOnce = [256, 64, 16]
    private static let pairsAtOnce = [32, 8]

    private func among<Row: StoredRow>(_ values: [SQLValue], _ condition: (String) -> String) throws -> [Row] {
        try values.batches(of: Self.rowsAtOnce).flatMap { batch -> [Row] in
            let marks = repeatElement("?", count: batch.count).joined(separator: ", ")
            return try fetch("WHERE \(condition(marks))", batch)
        }
    }
}
