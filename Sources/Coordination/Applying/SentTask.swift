import FleetCore
import Persistence

/// What is remembered of a task that was sent to a worker, for as long as it is under way or held there.
public struct SentTask: Sendable {
    let kind: WorkKind
    let tenant: TenantName
    /// Where its message went.
    let partition: Int32
    /// Nothing else may run beside it.
    let isAlone: Bool
}

extension SentTask {
    init(_ row: TaskRow, to partition: Int32) { self.init(kind: row.kind, tenant: row.tenant, partition: partition, isAlone: row.isAlone) }
}
