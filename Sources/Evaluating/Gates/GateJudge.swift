import FleetCore

/// Decides gates from scores and comparisons. What was not measured is an error, never a pass.
public struct GateJudge: Sendable {
    private let scores: [EvaluationReport.Score]
    private let comparisons: [EvaluationReport.Comparison]
    /// The system that the policy is about: the optimized model where there is one, else the tuned one.
    private let subject: EvaluatedSystem

    public init(scores: [EvaluationReport.Score], comparisons: [EvaluationReport.Comparison], subject: EvaluatedSystem) {
        self.scores = scores
        self.comparisons = comparisons
        self.subject = subject
    }

    public func judge(_ gate: Gate) -> EvaluationReport.GateResult {
        guard let score = scores.first(where: { $0.system == subject && $0.metric == gate.metric }) else {
            return result(gate, .error, "\(gate.metric) of \(subject.rawValue) was not measured")
        }
        // Unanswered items would make any figure look better than it is known to be.
        if score.errors > 0 {
            return result(gate, .error, "\(score.errors) of \(score.items + score.errors) items of \(subject.rawValue) ended in errors")
        }
        guard let value = score.value else { return result(gate, .error, "\(gate.metric) of \(subject.rawValue) was not measured") }
        if let least = gate.min {
            let holds = value >= least
            return result(gate, holds ? .passed : .failed, "\(gate.metric) is \(figure(value)), at least \(figure(least)) is asked")
        }
        guard let name = gate.versus else { return result(gate, .error, "the gate asks for nothing: give min, or versus") }
        let versus = name == "unoptimized" ? EvaluatedSystem.tuned : EvaluatedSystem(rawValue: name)
        guard let versus, let comparison = comparisons.first(where: { $0.system == subject && $0.versus == versus && $0.metric == gate.metric })
        else { return result(gate, .error, "\(subject.rawValue) was not compared with \(name) by \(gate.metric)") }
        if let drop = gate.maximumDrop {
            let holds = -comparison.difference <= drop
            return result(gate, holds ? .passed : .failed, "\(gate.metric) changed by \(signed(comparison.difference)) against \(name), a fall of \(figure(drop)) is allowed")
        }
        let between = "\(signed(comparison.difference)) [\(signed(comparison.low)), \(signed(comparison.high))] against \(name)"
        switch gate.verdict {
        case "better": return result(gate, comparison.verdict == .better ? .passed : .failed, "\(gate.metric) \(between): \(words(comparison.verdict))")
        case "not_worse": return result(gate, comparison.verdict != .worse ? .passed : .failed, "\(gate.metric) \(between): \(words(comparison.verdict))")
        default: return result(gate, .error, "the gate has neither max_drop nor a verdict of better or not_worse")
        }
    }

    private func result(_ gate: Gate, _ outcome: EvaluationReport.GateResult.Outcome, _ reason: String) -> EvaluationReport.GateResult {
        EvaluationReport.GateResult(gate: gate, outcome: outcome, reason: reason)
    }

    private func words(_ verdict: EvaluationReport.Comparison.Verdict) -> String {
        switch verdict {
        case .better: "better"
        case .worse: "worse"
        case .cannotTell: "cannot tell"
        }
    }

    private func figure(_ number: Double) -> String { NumberText.fixed(number) }

    private func signed(_ number: Double) -> String { NumberText.signed(number) }
}
