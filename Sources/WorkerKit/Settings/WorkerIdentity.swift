import FleetCore

/// Who a worker process is, from its start to its end.
struct WorkerIdentity: Sendable {
    let fleet: FleetID
    let worker: WorkerID
    let kind: WorkKind
    let host: String
    let version: String
    let capabilities: [String]
    /// How many executions it holds at once; at least 1.
    let slots: Int
}
