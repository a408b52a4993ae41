import JSON

/// The features of one entity in one view: a line of the offline file, and what the online store keeps.
public struct FeatureRow: Codable, Sendable, Equatable {
    /// The row's id in the dataset.
    public let entity: String
    /// `train`, `validation` or `test`.
    public let split: String
    public let values: JSONValue

    public init(entity: String, split: String, values: JSONValue) {
        self.entity = entity
        self.split = split
        self.values = values
    }
}
