/// One worker's taking-up of an attempt: `exec_` and a sortable id, made when the message is received.
public struct ExecutionID: StringIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
