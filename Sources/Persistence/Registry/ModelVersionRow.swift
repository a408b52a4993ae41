import FleetCore

/// An immutable version of a model with its evidence.
public struct ModelVersionRow: Sendable, Equatable {
    public let tenant: TenantName
    public let name: String
    /// From 1.
    public let version: Int64
    public var job: JobID
    /// `ds_` and a hash.
    public var datasetVersion: String
    /// JSON.
    public var artifact: String
    /// JSON.
    public var parameters: String = "{}"
    /// JSON.
    public var evidence: String = "{}"
    /// JSON.
    public var scores: String = "{}"
    public var costMicros: Int64 = 0
    public var currency: String = "USD"
    public var verdict: String
    public var createdAt: Timestamp

    public init(
        tenant: TenantName, name: String, version: Int64, job: JobID, datasetVersion: String, artifact: String, parameters: String = "{}",
        evidence: String = "{}", scores: String = "{}", costMicros: Int64 = 0, currency: String = "USD", verdict: String,
        createdAt: Timestamp
    ) {
        self.tenant = tenant
        self.name = name
        self.version = version
        self.job = job
        self.datasetVersion = datasetVersion
        self.artifact = artifact
        self.parameters = parameters
        self.evidence = evidence
        self.scores = scores
        self.costMicros = costMicros
        self.currency = currency
        self.verdict = verdict
        self.createdAt = createdAt
    }
}

extension ModelVersionRow: StoredRow {
    static let shape = RowShape(
        table: "model_versions", key: ["tenant", "name", "version"],
        columns: [
            "tenant", "name", "version", "job_id", "dataset_version", "artifact", "parameters", "evidence", "scores", "cost_micros",
            "currency", "verdict", "created_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        tenant = try row.next()
        name = try row.next()
        version = try row.next()
        job = try row.next()
        datasetVersion = try row.next()
        artifact = try row.next()
        parameters = try row.next()
        evidence = try row.next()
        scores = try row.next()
        costMicros = try row.next()
        currency = try row.next()
        verdict = try row.next()
        createdAt = try row.next()
    }

    var values: [SQLValue] {
        [
            tenant.sql, name.sql, version.sql, job.sql, datasetVersion.sql, artifact.sql, parameters.sql, evidence.sql, scores.sql,
            costMicros.sql, currency.sql, verdict.sql, createdAt.sql,
        ]
    }
}
