/// What was found out about a model, on pinned items: scores with intervals, paired comparisons, gates. Errors are never scores.
public struct EvaluationReport: Codable, Sendable, Equatable {
    public struct Score: Codable, Sendable, Equatable {
        public var system: EvaluatedSystem
        public var metric: String
        /// Nil when nothing could be scored: not measured, which is no number.
        public var value: Double?
        /// 95 % interval; nil as the value is.
        public var low: Double?
        public var high: Double?
        /// Items that were answered and counted.
        public var items: Int
        public var passed: Int
        public var failed: Int
        /// Items that could not be asked or answered: counted apart, never as a fail.
        public var errors: Int

        public init(
            system: EvaluatedSystem, metric: String, value: Double?, low: Double?, high: Double?, items: Int, passed: Int, failed: Int, errors: Int
        ) {
            self.system = system
            self.metric = metric
            self.value = value
            self.low = low
            self.high = high
            self.items = items
            self.passed = passed
            self.failed = failed
            self.errors = errors
        }

        /// What was not measured is written as null: a member that is left out could be taken for one that was forgotten.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(system, forKey: .system)
            try container.encode(metric, forKey: .metric)
            try container.encode(value, forKey: .value)
            try container.encode(low, forKey: .low)
            try container.encode(high, forKey: .high)
            try container.encode(items, forKey: .items)
            try container.encode(passed, forKey: .passed)
            try container.encode(failed, forKey: .failed)
            try container.encode(errors, forKey: .errors)
        }
    }

    public struct Comparison: Codable, Sendable, Equatable {
        public enum Verdict: String, Codable, Sendable { case better, worse, cannotTell = "cannot_tell" }
        public var metric: String
        public var system: EvaluatedSystem
        public var versus: EvaluatedSystem
        /// `system` minus `versus` on the items that both answered.
        public var difference: Double
        public var low: Double
        public var high: Double
        public var items: Int
        /// Exact McNemar, two-sided, for metrics that are right or wrong per item.
        public var pValue: Double?
        public var verdict: Verdict
        /// For `cannot_tell`: about how many items more would tell, where it can be said.
        public var itemsNeeded: Int?

        public init(
            metric: String, system: EvaluatedSystem, versus: EvaluatedSystem, difference: Double, low: Double, high: Double, items: Int,
            pValue: Double?, verdict: Verdict, itemsNeeded: Int?
        ) {
            self.metric = metric
            self.system = system
            self.versus = versus
            self.difference = difference
            self.low = low
            self.high = high
            self.items = items
            self.pValue = pValue
            self.verdict = verdict
            self.itemsNeeded = itemsNeeded
        }

        enum CodingKeys: String, CodingKey {
            case metric, system, versus, difference, low, high, items, verdict
            case pValue = "p_value"
            case itemsNeeded = "items_needed"
        }
    }

    public struct GateResult: Codable, Sendable, Equatable {
        /// `error`: what the gate needs was not measured. A missing test is never a pass.
        public enum Outcome: String, Codable, Sendable { case passed, failed, error }
        public var gate: Gate
        public var outcome: Outcome
        /// What was found, in a sentence.
        public var reason: String

        public init(gate: Gate, outcome: Outcome, reason: String) {
            self.gate = gate
            self.outcome = outcome
            self.reason = reason
        }
    }

    /// What got worse elsewhere: perplexity on general text that the job did not train on.
    public struct Regression: Codable, Sendable, Equatable {
        public var name: String
        public var base: Double
        public var tuned: Double

        public init(name: String, base: Double, tuned: Double) {
            self.name = name
            self.base = base
            self.tuned = tuned
        }
    }

    public var datasetVersion: String
    /// Digest of the items and the settings that the report rests on.
    public var evaluationHash: String
    public var items: Int
    public var scores: [Score]
    public var comparisons: [Comparison]
    public var gates: [GateResult]
    public var regressions: [Regression]
    /// What was left out or could not be done, in sentences.
    public var remarks: [String]

    public init(
        datasetVersion: String, evaluationHash: String, items: Int, scores: [Score], comparisons: [Comparison], gates: [GateResult],
        regressions: [Regression], remarks: [String]
    ) {
        self.datasetVersion = datasetVersion
        self.evaluationHash = evaluationHash
        self.items = items
        self.scores = scores
        self.comparisons = comparisons
        self.gates = gates
        self.regressions = regressions
        self.remarks = remarks
    }

    /// Whether every gate passed; true when there is none.
    public var allGatesPassed: Bool { gates.allSatisfy { $0.outcome == .passed } }

    enum CodingKeys: String, CodingKey {
        case items, scores, comparisons, gates, regressions, remarks
        case datasetVersion = "dataset_version"
        case evaluationHash = "evaluation_hash"
    }
}
