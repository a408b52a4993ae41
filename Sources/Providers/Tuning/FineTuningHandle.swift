/// The provider's name of a fine-tuning job; it lives in checkpoints.
public struct FineTuningHandle: Codable, Sendable, Hashable {
    public let provider: String
    public let id: String

    public init(provider: String, id: String) {
        self.provider = provider
        self.id = id
    }
}
