/// A user's pipeline run: `job_` and a sortable id.
public struct JobID: StringIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
