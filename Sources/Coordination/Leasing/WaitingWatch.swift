import FleetCore
import Messaging
import Persistence

/// Tells of each job of which nothing is with a worker why it waits, and what would free it.
struct WaitingWatch: Sendable {
    let writer: StateWriter
    let health: CoordinatorHealth
    let interval: Duration

    func run(_ retries: RetryLoop) async throws {
        while true {
            try await writer.surroundings.clock.sleep(for: interval)
            try await retries.untilDone("looking for waiting jobs") { try await look() }
        }
    }

    /// One round: jobs by state in pages, only those written whose reason has changed.
    func look() async throws {
        guard !writer.memory.isCatchingUp else { return }
        var capabilities: [WorkKind: [Set<String>]] = [:]
        for kind in WorkKind.allCases { capabilities[kind] = writer.memory.capabilities(of: kind) }
        let known = capabilities
        let isBrokerReachable = health.troubles["forwarding the outbox"] == nil
        for state in [JobState.validating, .running, .waiting] {
            var last: JobID?
            while true {
                let after = last
                let page = try await writer.store.read { try $0.unfinishedJobs(in: state, after: after, limit: 100).map(\.id) }
                if !page.isEmpty {
                    try await writer.change("tell why jobs wait") { change in
                        for id in page { try change.findReason(id, capabilities: known, isBrokerReachable: isBrokerReachable) }
                    }
                }
                guard page.count == 100 else { break }
                last = page.last
            }
        }
    }
}
