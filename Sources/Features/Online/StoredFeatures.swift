import JSON

/// An answer of the online store: the newest features of an entity in one view.
public struct StoredFeatures: Sendable, Equatable {
    public let view: String
    public let version: FeatureVersion
    public let row: FeatureRow

    public init(view: String, version: FeatureVersion, row: FeatureRow) {
        self.view = view
        self.version = version
        self.row = row
    }
}
