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

extension ReadyTask {
    init(_ row: TaskRow) {
        self.init(
            id: row.id, job: row.job, tenant: row.tenant, priority: row.priority, readyAt: row.readyAt, needs: row.needs, isAlone: row.isAlone)
    }

    /// The order in which one tenant's tasks are dispatched.
    static func comesFirst(_ left: ReadyTask, _ right: ReadyTask) -> Bool {
        if left.priority != right.priority { return left.priority > right.priority }
        return (left.readyAt, left.id.rawValue) < (right.readyAt, right.id.rawValue)
    }
}
