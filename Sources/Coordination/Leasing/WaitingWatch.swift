import FleetCore
import Messaging
import Persistence
import Telemetry

/// Tells of each job of which nothing is with a worker why it waits, and what would free it.
struct WaitingWatch: Sendable {
    let writer: StateWriter
    let health: CoordinatorHealth
    let interval: Duration
    let logger: Logger

    func run(_ retries: RetryLoop) async throws {
        while true {
            try await writer.surroundings.clock.sleep(for: interval)
            try await retries.untilDone("looking for waiting jobs") { try await look() }
        }
    }

    /// Jobs that are read at once.
    private static let page = 500
    /// Jobs told of in one transaction: what is dispatched meanwhile waits no longer than for these.
    private static let told = 16

    /// One round: jobs by state in pages, read on the side; only those are written whose reason has changed.
    func look() async throws {
        guard !writer.memory.isCatchingUp else { return }
        var capabilities: [WorkKind: [Set<String>]] = [:]
        for kind in WorkKind.allCases { capabilities[kind] = writer.memory.capabilities(of: kind) }
        let outlook = WaitingOutlook(capabilities: capabilities, isBrokerReachable: health.troubles["forwarding the outbox"] == nil)
        for state in [JobState.validating, .running, .waiting] {
            var last: JobID?
            while true {
                let after = last
                let page = try await writer.store.read { try $0.idleJobs(in: state, after: after, limit: Self.page) }
                let now = writer.surroundings.clock.wallTime()
                try await tell(try page.filter { try isNew(to: $0, outlook, now: now) }.map(\.id), outlook)
                guard page.count == Self.page else { break }
                last = page.last?.id
            }
        }
    }

    /// A job that cannot be read keeps no other from being told why it waits.
    private func isNew(to job: IdleJob, _ outlook: WaitingOutlook, now: Timestamp) throws -> Bool {
        do { return try outlook.isNew(to: job, now: now) } catch let error as FleetError where error.isOfItem {
            say(error, of: job.id)
            return false
        }
    }

    private func say(_ error: FleetError, of job: JobID) {
        logger.error("why a job waits cannot be told", ["job": job.rawValue, "error": error.description])
    }

    private func tell(_ jobs: [JobID], _ outlook: WaitingOutlook) async throws {
        for start in stride(from: 0, to: jobs.count, by: Self.told) {
            let some = Array(jobs[start..<min(start + Self.told, jobs.count)])
            try await writer.changeEach("tell why jobs wait", some) { id, change in
                try change.findReason(id, outlook)
            } instead: { id, error, _ in say(error, of: id) }
        }
    }
}
