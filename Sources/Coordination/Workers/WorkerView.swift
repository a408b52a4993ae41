import FleetCore

/// What is known about a worker process: from its newest beat, and from what it has answered since.
public struct WorkerView: Sendable, Equatable {
    public var id: WorkerID
    public var kind: WorkKind
    public var host: String
    public var version: String
    public var slots: Int
    public var executions: Int
    public var partitions: [Int32]
    public var capabilities: [String]
    public var isLeaving: Bool
    /// When its newest beat was applied.
    public var beatenAt: Timestamp
}
