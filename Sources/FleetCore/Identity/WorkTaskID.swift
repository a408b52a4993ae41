/// One unit of one stage: `task_` and a sortable id.
public struct WorkTaskID: StringIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
