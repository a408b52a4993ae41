/// What features were made from, and where that stands among others.
public struct FeatureVersion: Codable, Sendable, Equatable {
    /// The dataset version's id, `ds_…`.
    public let dataset: String
    /// Compared by its bytes: of two writes the one with the higher order stays. The worker gives its job's id, whose text sorts by time of submission.
    public let order: String

    public init(dataset: String, order: String) {
        self.dataset = dataset
        self.order = order
    }
}
