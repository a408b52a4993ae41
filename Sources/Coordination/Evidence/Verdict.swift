import FleetCore

/// What the evaluation says about shipping a model.
public enum Verdict: String, Codable, Sendable, CaseIterable {
    /// Every gate passed, and there was at least one.
    case gatesPassed = "gates_passed"
    /// A gate failed, or could not be judged.
    case gatesFailed = "gates_failed"
    /// It was measured, and no gate was asked for.
    case noGates = "no_gates"
    /// Nothing was measured.
    case notEvaluated = "not_evaluated"
    /// The job trained nothing: it prepared data.
    case dataOnly = "data_only"

    init(of report: EvaluationReport?) {
        guard let report else {
            self = .notEvaluated
            return
        }
        self = report.gates.isEmpty ? .noGates : report.allGatesPassed ? .gatesPassed : .gatesFailed
    }

    /// In words, for a person.
    public var words: String {
        switch self {
        case .gatesPassed: "every gate passed"
        case .gatesFailed: "gates did not pass"
        case .noGates: "measured, no gates were asked for"
        case .notEvaluated: "not evaluated"
        case .dataOnly: "data prepared, nothing trained"
        }
    }
}
