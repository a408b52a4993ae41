/// Always answers the most frequent answer of the training rows; of equally frequent ones the first by text.
public struct MajorityBaseline: Sendable {
    public let answer: String

    /// - Parameter answers: what the training rows expect; at least one.
    public init?(answers: [String]) {
        var counts: [String: Int] = [:]
        for answer in answers { counts[answer, default: 0] += 1 }
        guard let best = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
        answer = best.key
    }
}
