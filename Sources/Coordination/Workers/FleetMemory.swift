import FleetCore
import Messaging
import Persistence
import Synchronization

/// What the active coordinator keeps in memory only: leases, dispatch deadlines, credit, who beats, how far results are read.
/// All of it can be made anew from the store and the next beats, and is, after a start or an outage.
public final class FleetMemory: Sendable {
    struct State {
        var leases: LeaseBook
        var deadlines: DispatchDeadlines
        var loads: WorkerLoads
        var workers: [WorkerID: WorkerView] = [:]
        /// The next offset of each results partition that will be applied.
        var positions: [Int32: Int64] = [:]
        /// Answers may be applied before the dispatch that they answer is told: the newest are remembered, in two generations.
        var answered: Set<DispatchDeadlines.Key> = []
        var answeredBefore: Set<DispatchDeadlines.Key> = []
        var isResetWanted = true
        /// When the sweeper looked last.
        var sweptAt: MonotonicInstant?
        /// The broker's incarnation, looked up at each reset.
        var incarnation: String?
        var ignored: [WorkTaskAction.IgnoreReason: Int] = [:]
        var inventory = ChangeEffect.InventoryCounts()
        var counts = FleetCounts()
        /// How many may send jobs.
        var tenants = 0

        func isAnswered(_ key: DispatchDeadlines.Key) -> Bool { answered.contains(key) || answeredBefore.contains(key) }

        /// Whether an execution of the attempt holds a lease.
        func isHeld(_ key: DispatchDeadlines.Key) -> Bool { leases.keys.contains { $0.dispatch == key } }
    }

    let state: Mutex<State>
    /// Rung when all is in doubt: nothing is dispatched before the sweeper has looked.
    let resetBell = Wakeup()
    /// Rung when more of the results is applied.
    let readBell = Wakeup()
    let clock: any FleetClock
    private static let rememberedAnswers = 2048

    public init(clock: any FleetClock, lease: Duration, firstDispatchDeadline: Duration, lastDispatchDeadline: Duration) {
        self.clock = clock
        state = Mutex(
            State(
                leases: LeaseBook(duration: lease), deadlines: DispatchDeadlines(first: firstDispatchDeadline, ceiling: lastDispatchDeadline),
                loads: WorkerLoads(credit: CreditLedger(silence: lease))))
    }

    /// After a start or an outage all that is known is in doubt: the sweeper makes it anew.
    public func wantReset() {
        state.withLock { $0.isResetWanted = true }
        resetBell.ring()
    }

    /// The broker's incarnation as of the newest reset; nil before the first.
    var incarnation: String? { state.withLock { $0.incarnation } }

    public var isResetWanted: Bool { state.withLock { $0.isResetWanted } }

    /// Whether leases wait for results to be read up.
    public var isCatchingUp: Bool { state.withLock { $0.isResetWanted || $0.leases.isCatchingUp } }

    public var leaseCount: Int { state.withLock { $0.leases.count } }

    /// The workers that beat, in order of their ids, with what they hold for all that is known now.
    public var workers: [WorkerView] {
        state.withLock { state in
            state.workers.values.sorted { $0.id < $1.id }.map { worker in
                var worker = worker
                worker.executions = state.loads.credit.load(of: worker.id)
                return worker
            }
        }
    }

    /// What changed nothing, by reason.
    public var ignored: [WorkTaskAction.IgnoreReason: Int] { state.withLock { $0.ignored } }

    /// What inventories found since the start.
    public var inventory: ChangeEffect.InventoryCounts { state.withLock { $0.inventory } }

    /// What has happened since the start.
    var counts: FleetCounts { state.withLock { $0.counts } }

    /// Takes over how many tenants have a job topic.
    func know(tenants: Int) { state.withLock { $0.tenants = tenants } }

    /// Takes over how far results are read.
    func advance(positions: [Int32: Int64]) {
        state.withLock { $0.positions.merge(positions) { _, new in new } }
        readBell.ring()
    }

    /// Whether everything before these offsets of the results partitions is applied.
    func hasRead(to ends: [Int32: Int64]) -> Bool {
        state.withLock { state in ends.allSatisfy { state.positions[$0.key] ?? 0 >= $0.value } }
    }

    /// Takes over what a committed change means.
    func apply(_ effects: [ChangeEffect]) {
        let now = clock.now()
        let wall = clock.wallTime()
        state.withLock { state in
            for effect in effects { Self.apply(effect, to: &state, now: now, wall: wall) }
        }
    }

    private static func apply(_ effect: ChangeEffect, to state: inout State, now: MonotonicInstant, wall: Timestamp) {
        switch effect {
        case .dispatched(let key, let sent, let unanswered):
            state.counts.dispatches[sent.kind, default: 0] += 1
            if state.isAnswered(key) {
                if state.isHeld(key) { state.loads.hold(key, sent) }
                return
            }
            state.deadlines.start(key, kind: sent.kind, unansweredInRow: unanswered)
        case .answered(let key, _):
            state.deadlines.end(key)
            state.answered.insert(key)
            if state.answered.count >= rememberedAnswers {
                state.answeredBefore = state.answered
                state.answered = []
            }
        case .declined: state.counts.declines += 1
        case .leaseStarted(let key, let partition): state.leases.start(key, partition: partition, now: now)
        case .leaseRenewed(let key, let partition):
            if state.leases.contains(key) {
                state.leases.renew(key, partition: partition, now: now)
            } else {
                state.leases.start(key, partition: partition, now: now)
            }
        case .leaseEnded(let key): state.leases.end(key)
        case .beaten(let beat, _): take(beat, into: &state, wall: wall)
        case .ignored(let reason): state.ignored[reason, default: 0] += 1
        case .inventory(let counts):
            state.inventory.kept += counts.kept
            state.inventory.retired += counts.retired
            state.inventory.asked += counts.asked
        case .acceptanceSaid, .outcomeSaid, .workReady, .allGiven, .timerSet: break
        }
        state.loads.take(effect, now: now)
    }

    private static func take(_ beat: WorkerBeat, into state: inout State, wall: Timestamp) {
        let claim = CreditLedger.Claim(beat)
        state.workers[beat.worker] = WorkerView(
            id: beat.worker, kind: beat.kind, host: beat.host, version: beat.version, slots: claim.slots, executions: claim.executions.count,
            partitions: claim.partitions, capabilities: beat.capabilities, isLeaving: beat.isLeaving, beatenAt: wall)
    }
}
