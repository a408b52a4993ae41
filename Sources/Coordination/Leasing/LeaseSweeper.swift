import FleetCore
import Messaging
import Persistence
import Telemetry

/// Every five seconds: which leases and dispatch deadlines are over, once it is sure that no answer lies unread. After a start or an outage it
/// makes all of them anew.
struct LeaseSweeper: Sendable {
    let writer: StateWriter
    let administration: any BrokerAdministration
    let interval: Duration
    let logger: Logger

    private var memory: FleetMemory { writer.memory }

    func run(_ retries: RetryLoop) async throws {
        while true {
            let isPending = try await retries.untilDone("sweeping leases") { try await sweep() }
            try await memory.resetBell.wait(atMost: isPending ? min(interval, Self.confirming) : interval, clock: writer.surroundings.clock)
        }
    }

    /// What has passed its deadline is looked at again so soon: only the reading is waited for, and a dead worker's task must not wait for a
    /// whole further interval.
    private static let confirming = Duration.milliseconds(250)

    /// One round.
    /// - Returns: whether something is over as soon as results are read up.
    @discardableResult
    func sweep() async throws -> Bool {
        let clock = writer.surroundings.clock
        // This process or its machine stood still: what others said meanwhile was not heard.
        if memory.sweepsLate(after: interval * 3) { memory.wantReset() }
        if memory.isResetWanted { try await reset() }
        let wantsEnds = memory.tick()
        // Only what a former round waited for: nothing is over in the round that looks up how far is to be read.
        let overdue = memory.overdue()
        if wantsEnds {
            let since = clock.now()
            let ends = try await ends()
            // So slow a broker keeps beats back as well.
            guard clock.now() - since <= interval else {
                memory.wantReset()
                return false
            }
            memory.saw(ends: ends, since: since)
        }
        if !overdue.leases.isEmpty || !overdue.dispatches.isEmpty { try await end(overdue) }
        return memory.awaitsReading
    }

    private func end(_ overdue: FleetMemory.Overdue) async throws {
        try await writer.changeEach("expire leases", overdue.leases) { key, change in
            try change.apply(.of(.leaseExpired(key.fence)), to: key.task, TaskReport(cause: "lease expired"))
        } instead: { key, error, change in
            try change.apply(.of(.abandoned(error.during("expiring a lease"))), to: key.task, TaskReport(cause: error.code.rawValue))
        }
        try await writer.changeEach("end unanswered dispatches", overdue.dispatches) { key, change in
            try change.apply(.of(.dispatchDeadlinePassed(attempt: key.attempt)), to: key.task, TaskReport(cause: "nobody answered"))
        } instead: { key, error, change in
            try change.apply(.of(.abandoned(error.during("ending a dispatch"))), to: key.task, TaskReport(cause: error.code.rawValue))
        }
        memory.forget(overdue)
        logger.notice("leases or dispatches are over", ["leases": String(overdue.leases.count), "dispatches": String(overdue.dispatches.count)])
        writer.bells.dispatcher.ring()
    }

    private func reset() async throws {
        let incarnation = try await administration.clusterIdentity()
        let ends = try await ends()
        let known = memory.unanswered
        var active: [TaskRow] = []
        while true {
            let last = active.last?.id
            let page = try await writer.store.read { try $0.activeTasks(after: last, limit: 500) }
            active += page
            if page.count < 500 { break }
        }
        // A broker that was started anew has forgotten what it was given: those attempts are lost, and nobody is to blame.
        let lost = active.filter { $0.state == .dispatched && $0.dispatchIncarnation != nil && $0.dispatchIncarnation != incarnation }
        if !lost.isEmpty {
            try await writer.change("take back what a former broker was given") { change in
                for row in lost { try change.apply(.of(.brokerIncarnationChanged), to: row.id, TaskReport(cause: "the broker was started anew")) }
            }
        }
        let gone = Set(lost.map(\.id))
        memory.reset(active: active.filter { !gone.contains($0.id) }, known: known, ends: ends, incarnation: incarnation)
        writer.bells.dispatcher.ring()
    }

    /// The next offset of every results partition, as the broker has it now.
    func ends() async throws -> [Int32: Int64] {
        try await BrokerFailure.awaitingTopics { try await lookUpEnds() }
    }

    private func lookUpEnds() async throws -> [Int32: Int64] {
        let count = try await administration.partitionCounts(of: [FleetTopics.results])[FleetTopics.results] ?? 0
        let partitions = (0..<count).map { TopicPartition(topic: FleetTopics.results, partition: $0) }
        let offsets = try await administration.offsets(of: partitions)
        return Dictionary(uniqueKeysWithValues: offsets.map { ($0.key.partition, $0.value.high) })
    }
}
