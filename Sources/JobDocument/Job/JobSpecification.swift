import FleetCore
import JSON

/// A job document that was read: typed, every default filled in.
public struct JobSpecification: Codable, Sendable, Equatable {
    public var name: String
    public var tenant: String?
    public var idempotencyKey: String?
    public var labels: [String: String]?
    public var budget: Money?
    public var timeout: String?
    public var dataset: DatasetSettings
    public var sanitize: StageChoice<SanitizeSettings>
    public var materialize: StageChoice<MaterializeSettings>?
    public var train: StageChoice<TrainSettings>
    public var optimize: StageChoice<OptimizeSettings>?
    public var evaluate: StageChoice<EvaluateSettings>
    public var promote: StageChoice<PromoteSettings>?

    /// - Parameter document: what `DocumentReader` gave for `JobFields.table`.
    /// - Throws: `FleetError` `json_shape` (rejected) when it is something else.
    public init(document: JSONValue) throws { self = try document.decode(JobSpecification.self) }

    /// How long the job may take; nil: as long as it needs.
    public var timeoutDuration: Duration? { timeout.flatMap(DurationText.parse) }

    /// Settings of `evaluate`, where something is trained that can be measured.
    public var evaluation: EvaluateSettings? { train == .off ? nil : evaluate.settings }

    enum CodingKeys: String, CodingKey {
        case name, tenant, labels, budget, timeout, dataset, sanitize, materialize, train, optimize, evaluate, promote
        case idempotencyKey = "idempotency_key"
    }
}
