/// The share of answers that equal what was expected, white space at the ends aside.
struct ExactMatchMetric: EvaluationMetric {
    let name = "exact_match"
    let isRightOrWrong = true

    func score(expected: String, answer: String) -> Double? {
        AnswerNormalization.trimmed(expected) == AnswerNormalization.trimmed(answer) ? 1 : 0
    }
}
