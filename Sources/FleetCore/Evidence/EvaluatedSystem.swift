/// What is compared on the same items.
public enum EvaluatedSystem: String, Codable, Sendable, CaseIterable {
    /// The untuned model, answering freely.
    case base
    /// The untuned model, the known labels ranked by likelihood.
    case baseRanked = "base_ranked"
    /// Always the most frequent answer of the training rows.
    case majority
    /// Word counts and multinomial naive Bayes, trained on the same rows.
    case naiveBayes = "naive_bayes"
    /// The trained model.
    case tuned
    /// The trained model after the passes of `optimize`.
    case optimized
}
