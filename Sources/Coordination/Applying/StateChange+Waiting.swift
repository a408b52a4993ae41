import FleetCore
import JSON
import Persistence

/// Why a job waits: told when it changes.
extension StateChange {
    /// Says that the job waits; nothing is written where it says so already.
    func wait(_ id: JobID, _ reason: WaitingReason, until: Timestamp?) throws {
        var row = try job(id)
        guard Self.mayWait(row.state) else { return }
        guard row.waitingReason != reason.code || row.waitingUntil != until || row.waitingFrees != reason.frees else { return }
        if row.state != .waiting {
            try move(id, .blocked, cause: reason.code, actor: "coordinator") { job in
                job.waitingReason = reason.code
                job.waitingUntil = until
                job.waitingFrees = reason.frees
            }
            return
        }
        row.waitingReason = reason.code
        row.waitingUntil = until
        row.waitingFrees = reason.frees
        row.updatedAt = now
        try surroundings.journal.progressed(&row, in: transaction)
        jobs[id] = row
    }

    private static func mayWait(_ state: JobState) -> Bool { state == .validating || state == .running || state == .waiting }

    /// Finds the reason of a job of which nothing is with a worker.
    /// - Parameters:
    ///   - capabilities: what the workers of each kind can do.
    ///   - isBrokerReachable: whether messages go out.
    func findReason(_ id: JobID, capabilities: [WorkKind: [Set<String>]], isBrokerReachable: Bool) throws {
        let row = try job(id)
        guard Self.mayWait(row.state) else { return }
        let tasks = try transaction.unfinishedTasks(of: id)
        guard !tasks.isEmpty, !tasks.contains(where: { $0.state == .accepted || $0.state == .dispatched }) else { return }
        if !isBrokerReachable { return try wait(id, .brokerUnreachable, until: nil) }
        if let task = tasks.first(where: { $0.state == .queued && !$0.isHeld }) {
            let workers = capabilities[task.kind] ?? []
            let needs = Self.list(task.needs)
            if workers.isEmpty { return try wait(id, .noWorker(task.kind), until: nil) }
            if !workers.contains(where: { Set(needs).isSubset(of: $0) }) {
                return try wait(id, .noMatchingWorker(task.kind, needs: needs), until: nil)
            }
            // Ready for less than a look of the sweeper is not worth telling.
            guard now.milliseconds - task.readyAt.milliseconds > 5000 else { return }
            return try wait(id, .busy(task.kind), until: nil)
        }
        if tasks.contains(where: { $0.isHeld && $0.state == .queued }) { return try wait(id, .budget, until: nil) }
        guard let next = tasks.filter({ $0.state == .snoozed }).min(by: { $0.readyAt < $1.readyAt }) else { return }
        try wait(id, Self.reason(try next.error.map { try JSONReader.parse($0) } ?? .null), until: next.readyAt)
    }

    /// Why a task that has failed is put off.
    private static func reason(_ error: JSONValue) -> WaitingReason {
        switch error["disposition"]?.string.flatMap(Disposition.init) {
        case .throttled: .rateLimit
        case .blocked: .blocked([error["message"]?.string, error["hint"]?.string].compactMap { $0 }.joined(separator: ": "))
        default: .retry
        }
    }
}
