/// What a model answered.
public struct ChatAnswer: Sendable, Equatable {
    public struct Token: Sendable, Equatable {
        public var text: String
        /// Natural logarithm, at most 0.
        public var logProbability: Double

        public init(text: String, logProbability: Double) {
            self.text = text
            self.logProbability = logProbability
        }
    }

    public var text: String
    /// True when the answer stopped at the token limit.
    public var isCutOff: Bool
    public var usage: TokenUsage
    /// From sending to the last byte.
    public var latency: Duration
    /// Empty unless asked for and given.
    public var tokens: [Token]

    public init(text: String, isCutOff: Bool, usage: TokenUsage, latency: Duration, tokens: [Token] = []) {
        self.text = text
        self.isCutOff = isCutOff
        self.usage = usage
        self.latency = latency
        self.tokens = tokens
    }
}
