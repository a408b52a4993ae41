/// The mean of the F1 scores of the expected labels, each label counting the same; labels as `accuracy` reads them.
struct MacroF1Metric: EvaluationMetric {
    let name = "macro_f1"
    let isRightOrWrong = false

    func score(expected: String, answer: String) -> Double? { nil }

    func statistic(of answered: [AnsweredItem]) -> ([Int]) -> Double {
        var numbers: [String: Int] = [:]
        func number(_ text: String) -> Int {
            let label = AnswerNormalization.label(text)
            let known = numbers[label] ?? numbers.count
            numbers[label] = known
            return known
        }
        let expected = answered.map { number($0.expected) }
        let answers = answered.map { number($0.answer) }
        let labels = numbers.count
        return { places in
            var right = [Int](repeating: 0, count: labels)
            var wanted = [Int](repeating: 0, count: labels)
            var given = [Int](repeating: 0, count: labels)
            for place in places {
                wanted[expected[place]] += 1
                given[answers[place]] += 1
                if expected[place] == answers[place] { right[expected[place]] += 1 }
            }
            // F1 = 2 TP / (wanted + given), over the labels that were wanted.
            var sum = 0.0
            var count = 0
            for label in 0..<labels where wanted[label] > 0 {
                sum += 2 * Double(right[label]) / Double(wanted[label] + given[label])
                count += 1
            }
            return count == 0 ? 0 : sum / Double(count)
        }
    }
}
