import FleetCore

/// What the dispatcher must know to choose among ready tasks; read from the index alone.
public struct ReadyTask: Sendable, Equatable {
    public let id: WorkTaskID
    public let job: JobID
    public let tenant: TenantName
    public let priority: Int
    public let readyAt: Timestamp
    /// Capabilities that a worker must have: a JSON list.
    public let needs: String
    public let isAlone: Bool
}
