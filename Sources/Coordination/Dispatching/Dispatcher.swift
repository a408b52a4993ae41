import FleetCore
import Messaging
import Persistence
import Synchronization
import Telemetry

/// Sends ready tasks to workers with credit: priority, tenants in turn, the oldest first. Woken by every change that may make something possible.
final class Dispatcher: Sendable {
    let writer: StateWriter
    let logger: Logger
    let weights: [TenantName: Int]
    private let owed = Mutex<Owed>([:])
    /// Taken by whoever gives credit away, from the look at it until what was given is known: nothing is given twice.
    private let turn = BoundedChannel<Bool>(capacity: 1)
    /// Tasks that one transaction dispatches at most.
    private static let batch = 64
    /// Credit also comes back by time (completions that count for half a second, silent workers): looks of itself after this.
    private static let fallback: Duration = .seconds(1)

    init(writer: StateWriter, logger: Logger, weights: [TenantName: Int]) {
        self.writer = writer
        self.logger = logger
        self.weights = weights
    }

    func run(_ retries: RetryLoop) async throws {
        while true {
            try await retries.untilDone("dispatching") {
                while try await dispatch() > 0 {}
            }
            try await writer.bells.dispatcher.wait(atMost: Self.fallback, clock: writer.surroundings.clock)
        }
    }

    /// One round over all kinds.
    /// - Returns: how many tasks were dispatched.
    func dispatch() async throws -> Int {
        try await turn.send(true)
        defer { _ = turn.drain(limit: 1) }
        var count = 0
        for kind in WorkKind.allCases { count += try await dispatch(kind) }
        return count
    }

    /// Runs a change that may dispatch at its end what it has made ready, where nobody else is about to give credit away.
    /// - Parameter body: is handed whether it may.
    func withTurn<Value>(_ body: (Bool) async throws -> Value) async throws -> Value {
        let hasTurn = turn.offer(true)
        defer { if hasTurn { _ = turn.drain(limit: 1) } }
        return try await body(hasTurn)
    }

    /// Dispatches in a change what it has made ready, as far as there is credit: one transaction less on the way of a job. Called with the turn.
    /// What cannot be dispatched here is left to the loop, which finds out why.
    /// - Returns: what tenants are owed now, to be `told` after the commit.
    func dispatch(in change: StateChange) throws -> Owed {
        var owed: Owed = [:]
        guard change.hasWorkForWorkersAsKnown, let incarnation = writer.memory.incarnation else { return owed }
        do {
            try change.nested {
                for kind in WorkKind.allCases {
                    let offers = writer.memory.offers(of: kind)
                    let room = min(offers.reduce(0) { $0 + $1.credit }, Self.batch)
                    guard room > 0 else { continue }
                    let ready = try change.transaction.readyTasks(kind: kind, now: change.now, limitPerTenant: room)
                    let (chosen, rest) = choose(from: ready, kind: kind, offers: offers, room: room)
                    owed[kind] = rest
                    try change.transaction.prefetch(tasks: chosen.map(\.task))
                    for choice in chosen { _ = try change.dispatch(choice.task, to: choice.partition, incarnation: incarnation) }
                }
            }
        } catch let error as FleetError where error.isOfItem { owed = [:] }
        return owed
    }

    /// By kind, what tenants are owed.
    typealias Owed = [WorkKind: [TenantName: Int]]

    /// Takes over what a committed change has left.
    func told(_ rest: Owed) { owed.withLock { $0.merge(rest) { _, new in new } } }

    private func dispatch(_ kind: WorkKind) async throws -> Int {
        let offers = writer.memory.offers(of: kind)
        let room = min(offers.reduce(0) { $0 + $1.credit }, Self.batch)
        // What was given to an earlier incarnation of the broker is lost: each dispatch names its own.
        guard room > 0, let incarnation = writer.memory.incarnation else { return 0 }
        let now = writer.surroundings.clock.wallTime()
        let ready = try await writer.store.read { try $0.readyTasks(kind: kind, now: now, limitPerTenant: room) }
        guard !ready.isEmpty else { return 0 }
        let (chosen, rest) = choose(from: ready, kind: kind, offers: offers, room: room)
        told([kind: rest])
        guard !chosen.isEmpty else { return 0 }
        let outcomes = try await writer.changeEach("dispatch", chosen, prepare: { try $0.transaction.prefetch(tasks: chosen.map(\.task)) }) {
            choice, change in
            try change.dispatch(choice.task, to: choice.partition, incarnation: incarnation)
        } instead: { choice, error, change in
            // Its message cannot be made: it would be chosen again for ever.
            try change.apply(.of(.abandoned(error.during("dispatching"))), to: choice.task, TaskReport(cause: error.code.rawValue))
            return false
        }
        return outcomes.count { $0 }
    }

    private struct Choice: Sendable {
        let task: WorkTaskID
        let partition: Int32
    }

    private func choose(
        from ready: [TenantName: [ReadyTask]], kind: WorkKind, offers: [FleetMemory.Offer], room: Int
    ) -> (chosen: [Choice], owed: [TenantName: Int]) {
        var queue = FairQueue<ReadyTask>(weights: weights, owed: owed.withLock { $0[kind] ?? [:] })
        for tenant in ready.keys.sorted() {
            for task in ready[tenant] ?? [] { queue.add(task, tenant: tenant, priority: task.priority) }
        }
        var offers = offers
        var chosen: [Choice] = []
        while chosen.count < room, let task = queue.next() {
            let needs = Set(StateChange.list(task.needs))
            let fitting = offers.indices.filter { index in
                offers[index].credit > 0 && needs.isSubset(of: offers[index].capabilities) && (!task.isAlone || offers[index].isIdle)
            }
            guard let (index, partition) = best(of: fitting, in: offers) else { continue }
            offers[index].credit = task.isAlone ? 0 : offers[index].credit - 1
            offers[index].isIdle = false
            chosen.append(Choice(task: task.id, partition: partition))
        }
        return (chosen, queue.owed)
    }

    /// The worker with the most credit that owns a partition now, and that partition.
    private func best(of fitting: [Int], in offers: [FleetMemory.Offer]) -> (index: Int, partition: Int32)? {
        for index in fitting.sorted(by: { offers[$0].credit > offers[$1].credit }) {
            if let partition = writer.memory.partition(for: offers[index].worker) { return (index, partition) }
        }
        return nil
    }
}
