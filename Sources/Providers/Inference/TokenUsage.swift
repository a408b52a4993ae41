/// What a call was charged for; nil where the endpoint does not say.
public struct TokenUsage: Codable, Sendable, Equatable {
    public var promptTokens: Int64?
    /// A part of `promptTokens`.
    public var cachedTokens: Int64?
    public var completionTokens: Int64?

    public init(promptTokens: Int64? = nil, cachedTokens: Int64? = nil, completionTokens: Int64? = nil) {
        self.promptTokens = promptTokens
        self.cachedTokens = cachedTokens
        self.completionTokens = completionTokens
    }
}
