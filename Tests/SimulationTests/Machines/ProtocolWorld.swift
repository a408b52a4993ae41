import FleetCore

/// One task, two workers, a coordinator that a standby may follow, a broker and a provider: the production machines decide, everything else
/// is a few lists. What may happen next is `steps`; the seeds choose from it, the traces name it, the explorer takes all of it.
struct ProtocolWorld: Sendable {
    /// What a worker says on the results topic.
    enum Said: Hashable, Sendable {
        case accepted(Fence), completed(Fence), failedUnknown(Fence), searchedInVain(Fence), interrupted(Fence, notSent: Bool)
        case beat([Fence], worker: Int, isOwner: Bool, generation: Int32)
    }

    struct Spoken: Hashable, Sendable {
        let said: Said
        /// When it was written, in passes of time.
        let at: Int
    }

    /// What the outbox holds.
    enum Posted: Hashable, Sendable {
        case run(attempt: Int, isSearch: Bool)
        case grant(Fence), deny(Fence), stop(Fence, isCancel: Bool)
    }

    struct Message: Hashable, Sendable {
        let attempt: Int
        let isSearch: Bool
        /// The worker that has polled it and not settled it.
        var heldBy: Int?
    }

    struct Execution: Hashable, Sendable {
        enum Phase: UInt8, Sendable { case said, begun, prepared, sent, over }
        let fence: Fence
        let isSearch: Bool
        var phase: Phase = .said
        var isInLog = true
        var isGranted = false
        /// When the broker had a sign of life last, in passes of time.
        var beatenAt: Int
        var begunAt = 0
        /// It was paused for longer than a lease: nobody owes it anything.
        var wasSilent = false

        var isWorking: Bool { phase == .begun || phase == .prepared || phase == .sent }
    }

    struct Worker: Hashable, Sendable {
        var isPaused = false
        var executions: [Execution] = []
        var control: [Posted] = []
    }

    static let task = WorkTaskID("task_1")
    static let names = [WorkerID("W0"), WorkerID("W1")]
    /// The partition of the acceptances where the rule of one voice is off.
    static let secondVoice = 2
    static let lease = Duration.seconds(30)

    let rules: ProtocolRules
    let isChargeable: Bool
    var bounds: ProtocolBounds
    var faults: ProtocolFaults

    // The store.
    var guarded: GuardedTask
    var outbox: [Posted] = []
    var timerIsSet = false
    var read = [0, 0, 0]

    // The coordinator's memory.
    var leases = LeaseBook(duration: lease)
    var deadlines = DispatchDeadlines(first: lease, ceiling: lease)
    var credit = CreditLedger()
    var now = 0

    // The broker: of the results, only what is not read yet.
    var unread: [[Spoken]] = [[], [], []]
    var messages: [Message] = []
    var owner = 0
    var generation: Int32 = 1

    var workers = [Worker(), Worker()]
    var executionCount = 0

    // The provider, and what is watched.
    var creates = 0
    var ends = 0
    /// The execution whose lease runs as far as anybody was told, and those that were replaced without a word.
    var bound: Fence?
    var replaced: Set<Fence> = []
    /// When the newest attempt was sent, or a new reign began to wait for it.
    var dispatchedAt = 0
    var broken: Set<ProtocolViolation> = []

    init(
        rules: ProtocolRules = .all, isChargeable: Bool = true, faults: ProtocolFaults = .all, bounds: ProtocolBounds = ProtocolBounds(),
        searches: Int = 1
    ) {
        self.rules = rules
        self.isChargeable = isChargeable
        self.faults = faults
        self.bounds = bounds
        guarded = GuardedTask(
            task: WorkTaskMachine(retry: RetryPolicy(maximumFailures: 20), searchGrace: .seconds(60)), permit: isChargeable ? PermitMachine(mostSearches: searches) : nil)
        guarded.use(rules)
        leases.rules = rules
        deadlines.rules = rules
        _ = guarded.apply(.budgetReserved)
        deadlines.advance(now: instant, beating: [])
        for worker in workers.indices { hear(beatOf: worker, isOwner: worker == 0, executions: [], generation: 1) }
    }

    var instant: MonotonicInstant { MonotonicInstant(nanoseconds: 1_000_000_000 + Int64(now) * 31_000_000_000) }

    /// Whether everything has come to its end.
    var isOver: Bool { guarded.task.state.isTerminal && guarded.permit?.state.isOpen != true }

    /// What stands for this state among those that were seen.
    func fingerprint() -> UInt64 {
        var hasher = Hasher()
        hasher.combine(faults)
        let task = guarded.task
        hasher.combine(task.state)
        hasher.combine(task.attempt)
        hasher.combine(task.execution)
        hasher.combine(task.expiriesInRow)
        hasher.combine(task.isCancelRequested)
        hasher.combine(guarded.permit?.state)
        hasher.combine(guarded.permit?.holder)
        hasher.combine(guarded.permit?.searches)
        hasher.combine(outbox)
        hasher.combine(timerIsSet)
        hasher.combine(read)
        hasher.combine(leases)
        hasher.combine(deadlines)
        hasher.combine(credit)
        hasher.combine(now)
        hasher.combine(unread)
        hasher.combine(messages)
        hasher.combine(owner)
        hasher.combine(workers)
        hasher.combine(creates)
        hasher.combine(bound)
        hasher.combine(replaced)
        hasher.combine(dispatchedAt)
        hasher.combine(generation)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
