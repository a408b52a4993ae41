/// The share of answers whose label is the expected one: case, quotes and a full stop do not count.
struct AccuracyMetric: EvaluationMetric {
    let name = "accuracy"
    let isRightOrWrong = true

    func score(expected: String, answer: String) -> Double? {
        AnswerNormalization.label(expected) == AnswerNormalization.label(answer) ? 1 : 0
    }
}
