import FleetCore

/// The cheap alternatives: they need the training rows and no model.
enum BaselinePredictor {
    /// - Throws: `FleetError` `no_baseline` (permanent) when the training rows give none.
    static func predict(_ system: EvaluatedSystem, items: [EvaluationItem], training: [EvaluationItem]) throws -> [Prediction] {
        switch system {
        case .majority:
            guard let majority = MajorityBaseline(answers: training.map(\.expected)) else { break }
            return items.map { Prediction(id: $0.id, expected: $0.expected, answer: majority.answer) }
        case .naiveBayes:
            guard let bayes = NaiveBayesBaseline(rows: training.map { (prompt: $0.prompt, answer: $0.expected) }) else { break }
            return items.map { Prediction(id: $0.id, expected: $0.expected, answer: bayes.answer(to: $0.prompt)) }
        default: break
        }
        throw FleetError("no_baseline", .permanent, "the training rows give no \(system.rawValue) baseline", hint: "leave it out of compare_with")
    }
}
