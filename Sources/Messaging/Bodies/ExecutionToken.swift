import FleetCore

/// The fencing token: which attempt of which task, and which taking-up of it. Only the bound one counts.
public struct ExecutionToken: Codable, Sendable, Hashable {
    public let task: WorkTaskID
    public let attempt: Int
    public let execution: ExecutionID

    public init(task: WorkTaskID, attempt: Int, execution: ExecutionID) {
        self.task = task
        self.attempt = attempt
        self.execution = execution
    }

    enum CodingKeys: String, CodingKey {
        case attempt, execution
        case task = "task_id"
    }
}
