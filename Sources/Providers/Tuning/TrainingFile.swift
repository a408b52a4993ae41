/// A file on the local disk that is to be uploaded.
public struct TrainingFile: Sendable, Equatable {
    /// The absolute path.
    public let path: String
    /// How the provider calls it, such as `train.jsonl`.
    public let name: String

    public init(path: String, name: String) {
        self.path = path
        self.name = name
    }
}
