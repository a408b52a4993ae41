/// A way to score answers. A new one is a file in this folder and a line in `Builtins`.
public protocol EvaluationMetric: Sendable {
    /// The name in job documents and reports.
    var name: String { get }

    /// Whether an item is simply right (1) or wrong (0), so that intervals and tests for shares hold.
    var isRightOrWrong: Bool { get }

    /// The score of one item; nil where the metric has no score for a single item.
    func score(expected: String, answer: String) -> Double?

    /// Reads the answered items once; the function gives the score over a selection of their places, a place as often as it is named.
    /// Resampling asks it thousands of times, so texts are compared here and not there.
    func statistic(of answered: [AnsweredItem]) -> ([Int]) -> Double
}

extension EvaluationMetric {
    /// The mean of the items' scores, which is right for every metric that scores single items.
    public func statistic(of answered: [AnsweredItem]) -> ([Int]) -> Double {
        let scores = answered.map { score(expected: $0.expected, answer: $0.answer) ?? 0 }
        return { places in places.isEmpty ? 0 : places.reduce(0) { $0 + scores[$1] } / Double(places.count) }
    }

    /// The score over all items.
    public func aggregate(_ answered: [AnsweredItem]) -> Double { statistic(of: answered)(Array(answered.indices)) }
}

/// What was expected, and what was answered.
public struct AnsweredItem: Sendable, Equatable {
    public let expected: String
    public let answer: String

    public init(expected: String, answer: String) {
        self.expected = expected
        self.answer = answer
    }
}
