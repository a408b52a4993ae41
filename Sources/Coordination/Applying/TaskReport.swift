import FleetCore
import JSON
import Messaging

/// What comes with an event of a task: who says it, where it was read, and what is to be kept.
struct TaskReport: Sendable {
    var worker: WorkerID?
    /// The results partition that it was read from.
    var partition: Int32?
    var output: JSONValue?
    var spawned: [SpawnedTask] = []
    var checkpoint: JSONValue?
    /// The execution that speaks; it is told to stop where it is not the bound one.
    var token: ExecutionToken?
    /// Why an attempt failed.
    var failure: FleetError?
    /// In a word, for history: `completed`, `lease expired`.
    var cause: String

    /// The cause where a worker says that its attempt failed.
    static func failure(_ code: String) -> String { "failed: \(code)" }
}
