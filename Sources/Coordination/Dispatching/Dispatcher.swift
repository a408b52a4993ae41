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
    /// Whose turn it is, of the tenants and of the workers of each kind.
    private struct Turns {
        var owed: [TenantName: Int] = [:]
        var workers = WorkerTurns()
    }

    private let turns = Mutex<[WorkKind: Turns]>([:])
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
        var count = 0
        for kind in WorkKind.allCases { count += try await dispatch(kind) }
        return count
    }

    private func dispatch(_ kind: WorkKind) async throws -> Int {
        let offers = writer.memory.offers(of: kind)
        let room = min(offers.reduce(0) { $0 + $1.credit }, Self.batch)
        // What was given to an earlier incarnation of the broker is lost: each dispatch names its own.
        guard room > 0, let incarnation = writer.memory.incarnation else { return 0 }
        let now = writer.surroundings.clock.wallTime()
        let ready = try await writer.store.read { try $0.readyTasks(kind: kind, now: now, limitPerTenant: room) }
        guard !ready.isEmpty else { return 0 }
        let chosen = choose(from: ready, kind: kind, offers: offers, room: room)
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

    private func choose(from ready: [TenantName: [ReadyTask]], kind: WorkKind, offers: [FleetMemory.Offer], room: Int) -> [Choice] {
        var turns = turns.withLock { $0[kind] ?? Turns() }
        turns.workers.keep(Set(offers.map(\.worker)))
        var queue = FairQueue<ReadyTask>(weights: weights, owed: turns.owed)
        for tenant in ready.keys.sorted() {
            for task in ready[tenant] ?? [] { queue.add(task, tenant: tenant, priority: task.priority) }
        }
        var offers = Dictionary(uniqueKeysWithValues: offers.map { ($0.worker, $0) })
        var chosen: [Choice] = []
        while chosen.count < room, let task = queue.next() {
            let needs = Set(StateChange.list(task.needs))
            var fitting = offers.filter { needs.isSubset(of: $0.value.capabilities) && (!task.isAlone || $0.value.isIdle) }.mapValues(\.credit)
            while let worker = turns.workers.next(of: fitting) {
                // Whether it owns a partition is asked now: it may have lost it since.
                guard let partition = writer.memory.partition(for: worker) else {
                    fitting[worker] = nil
                    continue
                }
                offers[worker]?.credit = task.isAlone ? 0 : (fitting[worker] ?? 0) - 1
                offers[worker]?.isIdle = false
                turns.workers.sent(to: worker)
                chosen.append(Choice(task: task.id, partition: partition))
                break
            }
        }
        turns.owed = queue.owed
        let reached = turns
        self.turns.withLock { $0[kind] = reached }
        return chosen
    }
}
