/// What a model is asked.
public struct ChatRequest: Sendable, Equatable {
    public var turns: [ChatTurn]
    /// At least 1.
    public var maximumTokens: Int
    /// 0...2; 0 gives the same answer each time, as far as the endpoint can.
    public var temperature: Double
    /// Whether the answer's tokens come with their log probabilities.
    public var wantsLogProbabilities: Bool

    public init(turns: [ChatTurn], maximumTokens: Int, temperature: Double = 0, wantsLogProbabilities: Bool = false) {
        self.turns = turns
        self.maximumTokens = maximumTokens
        self.temperature = temperature
        self.wantsLogProbabilities = wantsLogProbabilities
    }
}
