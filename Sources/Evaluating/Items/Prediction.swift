/// What a system answered to an item, or why it could not.
public struct Prediction: Codable, Sendable, Equatable {
    public let id: String
    public let expected: String
    /// Nil when there is an error.
    public let answer: String?
    /// Nil when there is an answer. An error is never a score.
    public let error: String?

    /// The answer where it may be scored: one that stands beside an error is not the system's word.
    public var scorable: String? { error == nil ? answer : nil }

    public init(id: String, expected: String, answer: String?, error: String? = nil) {
        self.id = id
        self.expected = expected
        self.answer = answer
        self.error = error
    }
}
