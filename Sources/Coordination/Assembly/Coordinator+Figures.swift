import FleetCore
import Persistence

extension Coordinator {
    /// Whether it can do its work now; otherwise why not, in words for a person.
    public var troubles: [String: FleetError] {
        if let reason = health.stopReason { return ["coordinating": reason] }
        return health.troubles
    }

    /// How much there is to do and how it goes, read now.
    public func figures() async throws -> CoordinatorFigures {
        let now = surroundings.clock.wallTime()
        var figures = try await store.read { transaction in
            var figures = CoordinatorFigures()
            figures.work = try transaction.workCounts()
            figures.jobs = try transaction.jobCounts()
            figures.newDeadLetters = try transaction.newDeadLetterCount()
            figures.outbox = try transaction.outboxCounts()
            for kind in WorkKind.allCases {
                let ready = try transaction.readyTasks(kind: kind, now: now, limitPerTenant: 1).values.flatMap { $0 }
                if let oldest = ready.map(\.readyAt).min() {
                    figures.oldestWaiting[kind] = .milliseconds(now.milliseconds - oldest.milliseconds)
                }
            }
            return figures
        }
        for worker in memory.workers { figures.workers[worker.kind, default: 0] += 1 }
        figures.intakePaused = breakers.topics
        figures.leases = memory.leaseCount
        figures.ignored = memory.ignored
        figures.inventory = memory.inventory
        figures.isReigning = health.isReigning
        figures.isCatchingUp = memory.isCatchingUp
        return figures
    }
}
