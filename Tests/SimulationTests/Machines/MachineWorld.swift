import FleetCore

/// One chargeable task, two workers, a broker and a provider as a few lists: the pure machines decide, everything else is a fault waiting to happen.
/// Each step is a method, so that a trace can be written down and a seed can choose.
struct MachineWorld {
    enum Said: Equatable {
        case accepted(Fence), completed(Fence), interrupted(Fence, notSent: Bool), searchedInVain(Fence), beat([Fence])
    }

    struct Execution {
        var fence: Fence
        var isSearch: Bool
        var isGranted = false
        var isPaused = false
        var isAlive = true
        var isDone = false
    }

    struct Worker {
        var executions: [Execution] = []
        /// Its voice in the results; acceptances go to the second where the rule of one voice is off.
        let partition: Int32
    }

    static let task = WorkTaskID("task_1")
    let rules: ProtocolRules
    var guarded: GuardedTask
    var leases = LeaseBook(duration: .seconds(30))
    var deadlines = DispatchDeadlines(first: .seconds(120), ceiling: .seconds(120))
    var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    /// Messages to workers: attempt and whether it only searches.
    var runs: [(attempt: Int, isSearch: Bool)] = []
    var results: [Int32: [Said]] = [0: [], 1: [], 2: []]
    var read: [Int32: Int64] = [0: 0, 1: 0, 2: 0]
    var control: [Fence] = []
    var workers = [Worker(partition: 0), Worker(partition: 1)]
    var timerDue = false
    /// What the provider has made, and how often the call was sent.
    var creates = 0
    var isListed = true
    var ends = 0
    var violations: [String] = []
    private var nextExecution = 0

    init(rules: ProtocolRules = .all, isChargeable: Bool = true) {
        self.rules = rules
        guarded = GuardedTask(
            task: WorkTaskMachine(retry: RetryPolicy(maximumFailures: 20), searchGrace: .seconds(60)),
            permit: isChargeable ? PermitMachine() : nil)
        guarded.use(rules)
        leases.rules = rules
        deadlines.rules = rules
        _ = guarded.apply(.budgetReserved)
        deadlines.advance(now: now, beating: [])
    }

    // MARK: the coordinator

    mutating func dispatch() {
        let isSearch = guarded.isSearch
        for case .task(.send(let attempt)) in guarded.apply(.of(.dispatched)) {
            runs.append((attempt, isSearch))
            deadlines.start(key(attempt), kind: .train, unansweredInRow: 0)
        }
    }

    /// Applies the next record of a partition.
    mutating func apply(_ partition: Int32) {
        let position = Int(read[partition] ?? 0)
        guard let log = results[partition], position < log.count else { return }
        read[partition] = Int64(position + 1)
        switch log[position] {
        case .accepted(let fence):
            perform(guarded.apply(.of(.accepted(fence))), partition)
            deadlines.end(key(fence.attempt))
        case .completed(let fence):
            checkFence(fence)
            perform(guarded.apply(.of(.completed(fence))), partition)
        case .interrupted(let fence, let notSent): perform(guarded.apply(.interrupted(fence, notSent: notSent)), partition)
        case .searchedInVain(let fence):
            let error = FleetError("not_found", .transient, "nothing is listed")
            perform(guarded.apply(.failed(fence, error, jitter: 0, notSent: false, searchedInVain: true)), partition)
        case .beat(let fences):
            for fence in fences { perform(guarded.apply(.of(.beaten(fence, hasNewCheckpoint: false))), partition) }
        }
    }

    mutating func pass(_ seconds: Int) {
        now = now + .seconds(seconds)
        deadlines.advance(now: now, beating: [.train])
    }

    /// Looks whether a lease or a dispatch deadline is over.
    mutating func sweep() {
        let ends = results.mapValues { Int64($0.count) }
        if leases.wantsEnds(now: now) { leases.saw(ends: ends, since: now) }
        if deadlines.wantsEnds { deadlines.saw(ends: ends) }
        for lease in leases.expired(now: now, positions: read) {
            // Only a living execution whose beats lie unread was expired by lag.
            if hasUnread(lease.fence) { violations.append("a lease of a living execution expired by lag") }
            leases.end(lease)
            perform(guarded.apply(.of(.leaseExpired(lease.fence))), 0)
        }
        for passed in deadlines.passed(positions: read) {
            if results.values.joined().contains(where: { if case .accepted(let fence) = $0 { fence.attempt == passed.attempt } else { false } }),
                guarded.task.state == .dispatched
            {
                violations.append("the dispatch deadline passed over an unread acceptance")
            }
            deadlines.end(passed)
            perform(guarded.apply(.of(.dispatchDeadlinePassed(attempt: passed.attempt))), 0)
        }
    }

    mutating func fireTimer() {
        guard timerDue else { return }
        timerDue = false
        _ = guarded.apply(.of(.timerFired))
    }

    mutating func cancel() { perform(guarded.apply(.of(.cancelRequested)), 0) }

    private mutating func perform(_ actions: [GuardedTask.Action], _ partition: Int32) {
        for action in actions {
            switch action {
            case .task(.bind(let fence)): leases.start(LeaseBook.Key(task: Self.task, fence: fence), partition: partition, now: now)
            case .task(.renew(let fence)): leases.renew(LeaseBook.Key(task: Self.task, fence: fence), now: now)
            case .task(.unbind(let fence)): leases.end(LeaseBook.Key(task: Self.task, fence: fence))
            case .task(.wait): timerDue = true
            case .task(.end): ends += 1
            case .permit(.grant(let fence)): control.append(fence)
            case .task(.stop(let fence, _)): stop(fence)
            default: break
            }
        }
    }

    private mutating func checkFence(_ fence: Fence) {
        let before = guarded.task
        let isBound = before.state == .accepted && before.fence == fence
        var probe = guarded
        _ = probe.apply(.of(.completed(fence)))
        if !isBound, probe.task.state == .completed, before.state != .completed { violations.append("a fenced result was applied") }
    }

    private func hasUnread(_ fence: Fence) -> Bool {
        results.contains { partition, log in
            log.dropFirst(Int(read[partition] ?? 0)).contains { if case .beat(let fences) = $0 { fences.contains(fence) } else { false } }
        }
    }

    private func key(_ attempt: Int) -> DispatchDeadlines.Key { DispatchDeadlines.Key(task: Self.task, attempt: attempt) }

    // MARK: the workers

    /// Takes the message at `index` (again, where a rebalance gave it to somebody else) and says so.
    mutating func take(_ index: Int, by worker: Int) {
        guard runs.indices.contains(index) else { return }
        nextExecution += 1
        let fence = Fence(attempt: runs[index].attempt, execution: ExecutionID("e\(nextExecution)"))
        workers[worker].executions.append(Execution(fence: fence, isSearch: runs[index].isSearch))
        let voice = rules.contains(.oneVoicePerWorker) ? workers[worker].partition : 2
        results[voice]?.append(.accepted(fence))
    }

    mutating func beat(_ worker: Int) {
        let living = workers[worker].executions.filter { $0.isAlive && !$0.isPaused && !$0.isDone }.map(\.fence)
        if !living.isEmpty { say(.beat(living), worker) }
    }

    /// Reads an answer on control.
    mutating func readGrant(_ index: Int) {
        guard control.indices.contains(index) else { return }
        edit(control[index]) { $0.isGranted = true }
    }

    /// Does the chargeable call, or the search, or gives up without an answer.
    mutating func work(_ worker: Int, _ index: Int, losesAnswer: Bool = false) {
        guard workers[worker].executions.indices.contains(index) else { return }
        let execution = workers[worker].executions[index]
        guard execution.isAlive, !execution.isPaused, !execution.isDone else { return }
        if guarded.permit == nil { return finish(worker, index, .completed(execution.fence)) }
        if creates > 0, isListed { return finish(worker, index, .completed(execution.fence)) }
        if execution.isSearch { return finish(worker, index, .searchedInVain(execution.fence)) }
        guard execution.isGranted else { return finish(worker, index, .interrupted(execution.fence, notSent: true)) }
        creates += 1
        if creates > 1 { violations.append("two creates") }
        if losesAnswer { crash(worker, index) } else { finish(worker, index, .completed(execution.fence)) }
    }

    /// The permitted call is sent by an execution that had searched before it was paused.
    mutating func sendPrepared(_ worker: Int, _ index: Int) {
        guard workers[worker].executions.indices.contains(index) else { return }
        let execution = workers[worker].executions[index]
        guard execution.isGranted, !execution.isDone, execution.isAlive else { return }
        creates += 1
        if creates > 1 { violations.append("two creates") }
        finish(worker, index, .completed(execution.fence))
    }

    mutating func crash(_ worker: Int, _ index: Int) {
        guard workers[worker].executions.indices.contains(index) else { return }
        workers[worker].executions[index].isAlive = false
    }

    mutating func pause(_ worker: Int, _ index: Int, _ isPaused: Bool) {
        guard workers[worker].executions.indices.contains(index) else { return }
        workers[worker].executions[index].isPaused = isPaused
    }

    mutating func stop(_ fence: Fence) {
        for worker in workers.indices {
            for index in workers[worker].executions.indices where workers[worker].executions[index].fence == fence {
                let execution = workers[worker].executions[index]
                guard execution.isAlive, !execution.isDone, !execution.isPaused else { continue }
                finish(worker, index, .interrupted(fence, notSent: true))
            }
        }
    }

    private mutating func finish(_ worker: Int, _ index: Int, _ said: Said) {
        workers[worker].executions[index].isDone = true
        say(said, worker)
    }

    private mutating func say(_ said: Said, _ worker: Int) { results[workers[worker].partition]?.append(said) }

    private mutating func edit(_ fence: Fence, _ body: (inout Execution) -> Void) {
        for worker in workers.indices {
            for index in workers[worker].executions.indices where workers[worker].executions[index].fence == fence {
                body(&workers[worker].executions[index])
            }
        }
    }
}
