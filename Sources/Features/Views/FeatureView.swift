import JSON

/// A named set of features of a row. A new one is a file in this folder and a line in `BuiltinViews`.
public protocol FeatureView: Sendable {
    /// As jobs name it, such as `text_stats`; also the name of its file.
    var name: String { get }

    /// Whether it looks at `CountedRow.copies`: they cost another reading of the dataset. Where no view of a run does, they are zero.
    var needsCopies: Bool { get }

    /// The features of each row, in the same order.
    /// - Throws: `FleetError`; its disposition decides about a retry of the whole stage.
    func features(of rows: [CountedRow]) async throws -> [JSONObject]

    /// Adds one row's features to the figures over all rows.
    func summarize(_ features: JSONObject, of part: DatasetRow.Part, into summary: inout FeatureSummary)
}

extension FeatureView {
    public var needsCopies: Bool { false }
}
