import FleetCore
import JSON
import Persistence

/// What is known of the fleet when it is told why jobs wait.
struct WaitingOutlook: Sendable {
    /// What the workers of each kind can do.
    let capabilities: [WorkKind: [Set<String>]]
    /// Whether messages go out.
    let isBrokerReachable: Bool

    /// Why a job waits of which nothing is with a worker, and until when; nil where that is not worth telling.
    func reason(of job: IdleJob, now: Timestamp) throws -> (reason: WaitingReason, until: Timestamp?)? {
        if !isBrokerReachable { return (.brokerUnreachable, nil) }
        let task = job.next
        guard task.state == .queued else {
            return (Self.reason(ofSnooze: try task.error.map { try JSONReader.parse($0) } ?? .null), task.readyAt)
        }
        if task.isHeld { return (.budget, nil) }
        let workers = capabilities[task.kind] ?? []
        if workers.isEmpty { return (.noWorker(task.kind), nil) }
        let needs = try StateChange.list(task.needs, "what a task of \(job.id) needs")
        if !workers.contains(where: { Set(needs).isSubset(of: $0) }) { return (.noMatchingWorker(task.kind, needs: needs), nil) }
        // Ready for less than a look of the sweeper is not worth telling.
        return now.milliseconds - task.readyAt.milliseconds > 5000 ? (.busy(task.kind), nil) : nil
    }

    /// Whether the job says something else now than it is to say.
    func isNew(to job: IdleJob, now: Timestamp) throws -> Bool {
        guard let (reason, until) = try reason(of: job, now: now) else { return false }
        return job.waitingReason != reason.code || job.waitingUntil != until || job.waitingFrees != reason.frees
    }

    /// Why a task that has failed is put off.
    private static func reason(ofSnooze error: JSONValue) -> WaitingReason {
        switch error["disposition"]?.string.flatMap(Disposition.init) {
        case .throttled: .rateLimit
        case .blocked: .blocked([error["message"]?.string, error["hint"]?.string].compactMap { $0 }.joined(separator: ": "))
        default: .retry
        }
    }
}
