import FleetCore

/// Many rows in a few questions: a database that stands elsewhere answers one question as fast as a hundred rows.
extension StoreTransaction {
    /// Reads tasks and what changes with them: their jobs, which are locked, those jobs' stages, and the newest attempts.
    /// What is asked for afterwards of these is known already; a task that is not there is passed over.
    public func prefetch(tasks ids: [WorkTaskID]) throws {
        try checkUse()
        let wanted = Set(ids).filter { known.cache(of: TaskRow.self).row($0) == nil }
        // One alone is asked for as it is needed.
        guard !isReadOnly, wanted.count > 1 else { return }
        let tasks: [TaskRow] = try among(wanted.map(\.sql), { "id IN (\($0))" })
        let jobs = Set(tasks.map(\.job)).subtracting(known.lockedJobs)
        try flush(JobRow.self)
        // In one order everywhere, so that two of them can wait for each other in no circle.
        let locked: [JobRow] = try among(jobs.sorted { $0.rawValue < $1.rawValue }.map(\.sql), { "id IN (\($0)) ORDER BY id\(dialect.forUpdate)" })
        for job in locked {
            known.lockedJobs.insert(job.id)
            known.cache(of: JobRow.self).keep(job)
        }
        for task in tasks { known.cache(of: TaskRow.self).keep(task) }
        try prefetch(stagesOf: locked.map(\.id))
        for task in tasks.batches(of: Self.attemptsAtOnce) {
            let pairs = repeatElement("(task_id = ? AND number = ?)", count: Self.attemptsAtOnce).joined(separator: " OR ")
            let found: [AttemptRow] = try fetch("WHERE \(pairs)", task.flatMap { [$0.id.sql, $0.attempt.sql] })
            for attempt in found { known.cache(of: AttemptRow.self).keep(attempt) }
        }
    }

    private func prefetch(stagesOf jobs: [JobID]) throws {
        let fresh = jobs.filter { known.stagesOfJobs[$0] == nil }
        try flush(StageRow.self)
        let stages: [StageRow] = try among(fresh.map(\.sql), { "job_id IN (\($0)) ORDER BY job_id, position" })
        for job in fresh { known.stagesOfJobs[job] = [] }
        for stage in stages {
            known.cache(of: StageRow.self).keep(stage)
            known.stagesOfJobs[stage.job]?.append(stage.stage)
        }
    }

    private static let rowsAtOnce = 64
    private static let attemptsAtOnce = 32

    private func among<Row: StoredRow>(_ values: [SQLValue], _ condition: (String) -> String) throws -> [Row] {
        let marks = repeatElement("?", count: Self.rowsAtOnce).joined(separator: ", ")
        return try values.batches(of: Self.rowsAtOnce).flatMap { try fetch("WHERE \(condition(marks))", $0) as [Row] }
    }
}

extension Array {
    /// Batches of one length, the last one filled up with its last element: a statement of few lengths is prepared seldom.
    fileprivate func batches(of length: Int) -> [[Element]] {
        stride(from: 0, to: count, by: length).map { start in
            let batch = self[start..<Swift.min(start + length, count)]
            return Array(batch) + Array(repeating: batch[batch.endIndex - 1], count: length - batch.count)
        }
    }
}
