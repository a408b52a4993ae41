/// Step `plan` of the stage evaluate; it gives one task of step `predict` per system, then `report` follows.
public struct EvaluateInput: Codable, Sendable, Equatable {
    public var dataset: DatasetVersion
    public var baseModel: String
    /// The provider that serves the base and the tuned model.
    public var provider: String
    public var tuned: ModelArtifact
    public var optimized: ModelArtifact?
    public var metrics: [String]
    public var compareWith: [String]
    public var gates: [Gate]

    public init(
        dataset: DatasetVersion, baseModel: String, provider: String, tuned: ModelArtifact, optimized: ModelArtifact?, metrics: [String],
        compareWith: [String], gates: [Gate]
    ) {
        self.dataset = dataset
        self.baseModel = baseModel
        self.provider = provider
        self.tuned = tuned
        self.optimized = optimized
        self.metrics = metrics
        self.compareWith = compareWith
        self.gates = gates
    }

    enum CodingKeys: String, CodingKey {
        case dataset, provider, tuned, optimized, metrics, gates
        case baseModel = "base_model"
        case compareWith = "compare_with"
    }
}

/// Step `predict`: the answers of one system on the test split.
public struct PredictInput: Codable, Sendable, Equatable {
    public var evaluation: EvaluateInput
    public var system: EvaluatedSystem

    public init(evaluation: EvaluateInput, system: EvaluatedSystem) {
        self.evaluation = evaluation
        self.system = system
    }
}

/// What `predict` gave: one JSON line per item, `{"id", "answer", "expected", "error"}`, and general-text perplexity where it was measured.
public struct PredictOutput: Codable, Sendable, Equatable {
    public var system: EvaluatedSystem
    public var predictions: ArtifactReference
    public var items: Int
    public var errors: Int
    /// By name of the text.
    public var perplexity: [String: Double]
    public var seconds: Double

    public init(
        system: EvaluatedSystem, predictions: ArtifactReference, items: Int, errors: Int, perplexity: [String: Double], seconds: Double
    ) {
        self.system = system
        self.predictions = predictions
        self.items = items
        self.errors = errors
        self.perplexity = perplexity
        self.seconds = seconds
    }
}

/// Step `report`: scores, intervals, comparisons and gates over all predictions.
public struct EvaluateReportInput: Codable, Sendable, Equatable {
    public var evaluation: EvaluateInput
    public var predictions: [PredictOutput]

    public init(evaluation: EvaluateInput, predictions: [PredictOutput]) {
        self.evaluation = evaluation
        self.predictions = predictions
    }
}

/// What the stage gave.
public struct EvaluateOutput: Codable, Sendable, Equatable {
    public var report: EvaluationReport
    public var file: ArtifactReference

    public init(report: EvaluationReport, file: ArtifactReference) {
        self.report = report
        self.file = file
    }
}
