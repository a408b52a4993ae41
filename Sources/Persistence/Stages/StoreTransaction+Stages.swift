import FleetCore

extension StoreTransaction {
    public func stage(_ stage: StageKind, of job: JobID) throws -> StageRow? {
        try cached(TransactionRows.StageKey(job: job, stage: stage), "WHERE job_id = ? AND stage = ?", [job.sql, stage.sql])
    }

    /// The stages of a job in the order of its document.
    public func stages(of job: JobID) throws -> [StageRow] {
        if isReadOnly { return try fetch("WHERE job_id = ? ORDER BY position", [job.sql]) }
        if known.stagesOfJobs[job] == nil {
            let found: [StageRow] = try rows("WHERE job_id = ? ORDER BY position", [job.sql])
            for stage in found { known.cache(of: StageRow.self).keep(stage) }
            known.stagesOfJobs[job] = found.map(\.stage)
        }
        try checkUse()
        let stages = (known.stagesOfJobs[job] ?? []).compactMap { known.cache(of: StageRow.self).row(TransactionRows.StageKey(job: job, stage: $0)) }
        return stages.sorted { $0.position < $1.position }
    }

    public func insert(_ stage: StageRow) throws {
        try insertCached(stage)
        known.taskCounts[stage.cacheKey] = known.stagesOfJobs[stage.job] == nil ? nil : 0
        known.stagesOfJobs[stage.job]?.append(stage.stage)
    }

    /// Writes all columns of a stage that is there.
    public func update(_ stage: StageRow) throws { try updateCached(stage) }

    /// A succeeded stage of a tenant's former job whose inputs hash the same, so that a re-run can use its output; the newest.
    public func reusableStage(_ stage: StageKind, inputHash: String, tenant: TenantName) throws -> StageRow? {
        let columns = StageRow.shape.columns.map { "s.\($0)" }.joined(separator: ", ")
        let answer = try query(
            """
            SELECT \(columns) FROM stages s JOIN jobs j ON j.id = s.job_id \
            WHERE s.input_hash = ? AND s.stage = ? AND s.state = 'succeeded' AND j.tenant = ? ORDER BY s.finished_at DESC LIMIT 1
            """, [inputHash.sql, stage.sql, tenant.sql])
        guard let first = answer.first else { return nil }
        var reader = SQLRowReader(first, place: "stages")
        return try StageRow(&reader)
    }
}
