/// One row of the test split: what is asked, and what was expected.
public struct EvaluationItem: Codable, Sendable, Equatable {
    public let id: String
    public let prompt: String
    public let expected: String

    public init(id: String, prompt: String, expected: String) {
        self.id = id
        self.prompt = prompt
        self.expected = expected
    }
}
