/// The fencing token within a task: which attempt, and which taking-up of it. Only the bound one counts.
public struct Fence: Hashable, Sendable, Codable, CustomStringConvertible {
    public let attempt: Int
    public let execution: ExecutionID

    public init(attempt: Int, execution: ExecutionID) {
        self.attempt = attempt
        self.execution = execution
    }

    public var description: String { "\(attempt)-\(execution)" }
}
