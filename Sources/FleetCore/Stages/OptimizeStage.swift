/// Step `run` of the stage optimize: passes over the trained model, benchmarked before and after.
public struct OptimizeInput: Codable, Sendable, Equatable {
    public struct Pass: Codable, Sendable, Equatable {
        /// `quantize`.
        public var type: String
        /// `q8_0`, `q4_0`, `f16`.
        public var format: String?

        public init(type: String, format: String? = nil) {
            self.type = type
            self.format = format
        }
    }

    public var model: ModelArtifact
    public var passes: [Pass]
    public var dataset: DatasetVersion

    public init(model: ModelArtifact, passes: [Pass], dataset: DatasetVersion) {
        self.model = model
        self.passes = passes
        self.dataset = dataset
    }
}

/// How fast and how large a served model is, measured over `requests` requests one after another.
public struct BenchmarkFigures: Codable, Sendable, Equatable {
    public var requests: Int
    public var p50Milliseconds: Double
    public var p95Milliseconds: Double
    public var tokensPerSecond: Double
    public var bytes: Int64
    /// The share of validation rows answered exactly, in 0...1; nil where nothing could be compared.
    public var exactMatch: Double?

    public init(
        requests: Int, p50Milliseconds: Double, p95Milliseconds: Double, tokensPerSecond: Double, bytes: Int64, exactMatch: Double?
    ) {
        self.requests = requests
        self.p50Milliseconds = p50Milliseconds
        self.p95Milliseconds = p95Milliseconds
        self.tokensPerSecond = tokensPerSecond
        self.bytes = bytes
        self.exactMatch = exactMatch
    }

    enum CodingKeys: String, CodingKey {
        case requests, bytes
        case p50Milliseconds = "p50_ms"
        case p95Milliseconds = "p95_ms"
        case tokensPerSecond = "tokens_per_second"
        case exactMatch = "exact_match"
    }
}

/// What the stage gave.
public struct OptimizeOutput: Codable, Sendable, Equatable {
    /// The tuned model in the reference format that was measured before (GGUF float32).
    public var reference: ModelArtifact?
    public var model: ModelArtifact
    public var before: BenchmarkFigures
    public var after: BenchmarkFigures
    public var report: ArtifactReference

    public init(reference: ModelArtifact?, model: ModelArtifact, before: BenchmarkFigures, after: BenchmarkFigures, report: ArtifactReference) {
        self.reference = reference
        self.model = model
        self.before = before
        self.after = after
        self.report = report
    }
}
