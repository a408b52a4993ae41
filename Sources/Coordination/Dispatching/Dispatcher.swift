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
    /// Whose turn it is, of the tenants and of the workers of a kind.
    struct Turns {
        fileprivate var owed: [TenantName: Int] = [:]
        fileprivate var workers = WorkerTurns()
    }

    private let turns = Mutex<[WorkKind: Turns]>([:])
    /// Taken by whoever gives credit away, from the look at it until what was given is known: nothing is given twice.
    private let giver = BoundedChannel<Bool>(capacity: 1)
    /// Tasks that one transaction dispatches at most.
    private static let batch = 64
    /// Credit also goes and comes by time (workers that fall silent): looks of itself after this.
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
        try await giver.send(true)
        defer { _ = giver.drain(limit: 1) }
        var count = 0
        try await countingCredit { for kind in WorkKind.allCases { count += try await dispatch(kind) } }
        return count
    }

    /// Runs a change that may dispatch at its end what it has made ready, where nobody else is about to give credit away.
    /// - Parameter body: is handed whether it may.
    func withTurn<Value>(_ body: (Bool) async throws -> Value) async throws -> Value {
        let isGiver = giver.offer(true)
        defer { if isGiver { _ = giver.drain(limit: 1) } }
        return try await countingCredit { try await body(isGiver) }
    }

    /// While nobody else gives credit away: after a failure it may have been given (the answer to a COMMIT is lost), and workers are asked first.
    private func countingCredit<Value>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch {
            writer.memory.wantReset()
            throw error
        }
    }

    /// Dispatches in a change what is ready, with the credit that it brings itself: one transaction less on the way of a task. Called with the turn.
    /// What fails here is left to the loop, which finds out why; where nothing is left, the loop is not rung.
    /// - Returns: whose turn it is now, to be `told` after the commit.
    func dispatch(in change: StateChange) throws -> [WorkKind: Turns] {
        var reached: [WorkKind: Turns] = [:]
        guard change.effects.contains(where: \.mayMakeRoom) else { return reached }
        var outlook = writer.memory.outlook
        outlook.take(change.effects)
        guard let incarnation = outlook.incarnation else { return reached }
        do {
            try change.nested {
                var isAll = true
                for kind in WorkKind.allCases {
                    let offers = outlook.offers(of: kind)
                    let room = Self.room(offers)
                    guard room > 0 else { continue }
                    let ready = try change.transaction.readyTasks(kind: kind, now: change.now, limitPerTenant: room)
                    let choice = choose(from: ready, kind: kind, offers: offers, outlook)
                    reached[kind] = choice.turns
                    try change.transaction.prefetch(tasks: choice.chosen.map(\.task))
                    for chosen in choice.chosen {
                        let isSent = try change.dispatch(chosen.task, to: chosen.partition, incarnation: incarnation)
                        if !isSent { isAll = false }
                    }
                    if choice.chosen.count == Self.batch || !choice.damaged.isEmpty { isAll = false }
                }
                if isAll { change.effects.append(.allGiven) }
            }
        } catch let error as FleetError where error.isOfItem { reached = [:] }
        return reached
    }

    /// Takes over what a committed change has left.
    func told(_ reached: [WorkKind: Turns]) { turns.withLock { $0.merge(reached) { _, new in new } } }

    private func dispatch(_ kind: WorkKind) async throws -> Int {
        let room = Self.room(writer.memory.outlook.offers(of: kind))
        guard room > 0 else { return 0 }
        let now = writer.surroundings.clock.wallTime()
        let ready = try await writer.store.read { try $0.readyTasks(kind: kind, now: now, limitPerTenant: room) }
        guard !ready.isEmpty else { return 0 }
        // Workers may have said something since.
        let outlook = writer.memory.outlook
        // What was given to an earlier incarnation of the broker is lost: each dispatch names its own.
        guard let incarnation = outlook.incarnation else { return 0 }
        let choice = choose(from: ready, kind: kind, offers: outlook.offers(of: kind), outlook)
        told([kind: choice.turns])
        let ended = try await abandon(choice.damaged)
        let chosen = choice.chosen
        guard !chosen.isEmpty else { return ended }
        let outcomes = try await writer.changeEach("dispatch", chosen, prepare: { try $0.transaction.prefetch(tasks: chosen.map(\.task)) }) {
            chosen, change in
            try change.dispatch(chosen.task, to: chosen.partition, incarnation: incarnation)
        } instead: { chosen, error, change in
            // Its message cannot be made: it would be chosen again for ever.
            try change.apply(.of(.abandoned(error.during("dispatching"))), to: chosen.task, TaskReport(cause: error.code.rawValue))
            return false
        }
        return outcomes.count { $0 } + ended
    }

    /// Ends tasks of which it is not known who could do them.
    /// - Returns: how many have ended.
    private func abandon(_ damaged: [Damaged]) async throws -> Int {
        let ended = try await writer.changeEach("end damaged tasks", damaged) { task, change in
            try change.apply(.of(.abandoned(task.error.during("dispatching"))), to: task.id, TaskReport(cause: task.error.code.rawValue)) != nil
        } instead: { [logger] task, error, _ in
            logger.error("a damaged task cannot be ended", ["task": task.id.rawValue, "error": error.description])
            return false
        }
        return ended.count { $0 }
    }

    private struct Chosen: Sendable {
        let task: WorkTaskID
        let partition: Int32
    }

    private struct Damaged: Sendable {
        let id: WorkTaskID
        let error: FleetError
    }

    private struct Choice {
        var chosen: [Chosen] = []
        var damaged: [Damaged] = []
        var turns: Turns
    }

    private static func room(_ offers: [DispatchOutlook.Offer]) -> Int { min(offers.reduce(0) { $0 + $1.credit }, batch) }

    private func choose(
        from ready: [TenantName: [ReadyTask]], kind: WorkKind, offers: [DispatchOutlook.Offer], _ outlook: DispatchOutlook
    ) -> Choice {
        let room = Self.room(offers)
        var holders = Set(ready.keys.filter { outlook.holds($0, kind: kind) })
        var choice = Choice(turns: turns.withLock { $0[kind] ?? Turns() })
        var offers = Dictionary(uniqueKeysWithValues: offers.map { ($0.worker, $0) })
        choice.turns.workers.keep(Set(offers.keys))
        var queue = FairQueue<ReadyTask>(weights: weights, owed: choice.turns.owed)
        for tenant in ready.keys.sorted() {
            for task in ready[tenant] ?? [] { queue.add(task, tenant: tenant, priority: task.priority) }
        }
        while choice.chosen.count < room, let task = queue.next() {
            let needs: Set<String>
            do { needs = try Set(StateChange.list(task.needs, "what the task \(task.id) needs")) } catch {
                choice.damaged.append(Damaged(id: task.id, error: FleetError.wrapping(error, during: "choosing a worker")))
                continue
            }
            let able = offers.filter { needs.isSubset(of: $0.value.capabilities) }
            guard outlook.admits(holder: holders.contains(task.tenant), to: able.values) else { continue }
            let fitting = able.filter { !task.isAlone || $0.value.isIdle }.mapValues(\.credit)
            guard let worker = choice.turns.workers.next(of: fitting), var offer = offers[worker] else { continue }
            offer.credit = task.isAlone ? 0 : offer.credit - 1
            offer.isIdle = false
            offers[worker] = offer
            holders.insert(task.tenant)
            choice.turns.workers.sent(to: worker)
            choice.chosen.append(Chosen(task: task.id, partition: offer.partition))
        }
        choice.turns.owed = queue.owed
        return choice
    }
}
