import FleetCore
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
    func findReason(_ id: JobID, _ outlook: WaitingOutlook) throws {
        // Read again under the job's lock: what was found may have been dispatched meanwhile.
        guard Self.mayWait(try job(id).state), let idle = try transaction.idleJob(id) else { return }
        guard let (reason, until) = try outlook.reason(of: idle, now: now) else { return }
        try wait(id, reason, until: until)
    }
}
