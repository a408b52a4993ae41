import FleetCore

extension StoreTransaction {
    public func stage(_ stage: StageKind, of job: JobID) throws -> StageRow? {
        try row("WHERE job_id = ? AND stage = ?", [job.sql, stage.sql])
    }

    /// The stages of a job in the order of its document.
    public func stages(of job: JobID) throws -> [StageRow] { try rows("WHERE job_id = ? ORDER BY position", [job.sql]) }

    public func insert(_ stage: StageRow) throws { try insertRow(stage) }

    /// Writes all columns of a stage that is there.
    public func update(_ stage: StageRow) throws { try updateRow(stage) }

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
