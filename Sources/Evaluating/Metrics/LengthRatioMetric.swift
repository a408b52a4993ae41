/// How long answers are beside what was expected: the shorter length over the longer one, 1 when equal, mean over items.
struct LengthRatioMetric: EvaluationMetric {
    let name = "length_ratio"
    let isRightOrWrong = false

    func score(expected: String, answer: String) -> Double? {
        let lengths = [AnswerNormalization.trimmed(expected).count, AnswerNormalization.trimmed(answer).count].sorted()
        return lengths[1] == 0 ? 1 : Double(lengths[0]) / Double(lengths[1])
    }
}
