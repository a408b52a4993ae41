import FleetCore

/// The output of a completed task.
public struct TaskOutput: Sendable, Equatable {
    public let task: WorkTaskID
    public let step: String
    public let ordinal: Int
    /// JSON; nil where the task gave none.
    public let output: String?
}
