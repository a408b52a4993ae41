/// One worker process from its start to its end: `worker_` and a sortable id.
public struct WorkerID: StringIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
