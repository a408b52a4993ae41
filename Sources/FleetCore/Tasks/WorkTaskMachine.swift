/// One unit of work from its first dispatch to its end. Pure: an event changes the value and answers what is to be done.
///
///     state       event                             next state                     actions
///     queued      dispatched                        dispatched(attempt + 1)        send
///     dispatched  accepted (this attempt)           accepted(execution)            bind
///     dispatched  declined full                     queued
///     dispatched  declined unreadable               failed (permanent)             end
///     dispatched  deadline passed, broker is new    queued                         no failure counted
///     accepted    completed (bound)                 completed                      unbind, end
///     accepted    failed (bound), retry left        snoozed                        unbind, wait(backoff or given delay)
///     accepted    failed (bound), none left         failed                         unbind, end
///     accepted    failed (bound), blocked           snoozed for an hour in all     unbind, wait(backoff up to minutes)
///     accepted    snoozed (bound)                   snoozed                        unbind, wait(delay)
///     accepted    interrupted (bound)               queued                         unbind, no failure counted
///     accepted    lease expired (bound)             queued; was alone: failed      unbind (end: poisoned)
///     accepted    interrupted, lease expired        snoozed while searching        unbind, wait(search grace)
///     snoozed     timer fired                       queued
///     accepted    cancel requested                  accepted, ends as it ends      stop(cancelled)
///     not ended   cancel requested                  cancelled                      end
///     not ended   cancel requested while searching  unchanged: the search goes on
///     not ended   abandoned                         failed                         (unbind, stop) end
///     any         anything else                     unchanged                      ignore(reason) or stop(execution)
public struct WorkTaskMachine: Sendable, Equatable {
    public private(set) var state: WorkTaskState
    /// The number of the newest dispatch; 0 before the first.
    public private(set) var attempt: Int
    /// The bound execution, while accepted.
    public private(set) var execution: ExecutionID?
    /// What counts against the retry limit.
    public private(set) var failures: Int
    /// Lease expiries in a row without a newer checkpoint.
    public private(set) var expiriesInRow: Int
    /// Dispatches in a row that nobody answered: the dispatch deadline doubles with each.
    public private(set) var unansweredInRow: Int
    public private(set) var isCancelRequested: Bool
    /// The outcome of a chargeable call is unknown: neither failure nor cancel ends the task, it goes on searching.
    public internal(set) var isSearching: Bool

    public let retry: RetryPolicy
    /// How often and how late it is tried again while it is blocked.
    var blockedRetry: RetryPolicy { .blocked }
    /// The pause before each search for a remote object.
    public let searchGrace: Duration
    package var rules = ProtocolRules.all

    public init(
        state: WorkTaskState = .queued, attempt: Int = 0, execution: ExecutionID? = nil, failures: Int = 0, expiriesInRow: Int = 0,
        unansweredInRow: Int = 0, isCancelRequested: Bool = false, isSearching: Bool = false, retry: RetryPolicy = RetryPolicy(),
        searchGrace: Duration = .seconds(60)
    ) {
        self.state = state
        self.attempt = attempt
        self.execution = execution
        self.failures = failures
        self.expiriesInRow = expiriesInRow
        self.unansweredInRow = unansweredInRow
        self.isCancelRequested = isCancelRequested
        self.isSearching = isSearching
        self.retry = retry
        self.searchGrace = searchGrace
    }

    /// After two expiries in a row it runs alone in its worker: its batch-mates are innocent.
    public var runsAlone: Bool { expiriesInRow >= 2 }

    public var fence: Fence? { execution.map { Fence(attempt: attempt, execution: $0) } }

    public mutating func apply(_ event: WorkTaskEvent) -> [WorkTaskAction] {
        switch event {
        case .dispatched: return dispatch()
        case .accepted(let fence): return accept(fence)
        case .declinedFull(let number):
            return whileUnanswered(number) { machine in
                machine.state = .queued; return []
            }
        case .declinedUnreadable(let number, let detail):
            let error = FleetError(
                "task_unreadable", .permanent, "the worker cannot read attempt \(number) of the task: \(detail)",
                hint: "run workers and coordinator of the same release")
            return whileUnanswered(number) { machine in machine.finish(.failed, error) }
        case .dispatchDeadlinePassed(let number):
            return whileUnanswered(number) { machine in
                machine.state = .queued
                machine.unansweredInRow += 1
                return []
            }
        case .brokerIncarnationChanged:
            return whileUnanswered(attempt) { machine in
                machine.state = .queued; return []
            }
        case .completed(let fence): return whileBound(fence) { machine in machine.finish(.completed, nil) }
        case .failed(let fence, let error, let jitter): return whileBound(fence) { machine in machine.fail(error, jitter: jitter) }
        case .snoozed(let fence, let delay): return whileBound(fence) { machine in machine.rest(delay) }
        case .interrupted(let fence): return whileBound(fence) { machine in machine.giveBack() }
        case .leaseExpired(let fence): return whileBound(fence) { machine in machine.expire() }
        case .beaten(let fence, let hasNewCheckpoint): return beat(fence, hasNewCheckpoint: hasNewCheckpoint)
        case .cancelRequested: return cancel()
        case .timerFired: return fireTimer()
        case .abandoned(let error): return abandon(error)
        }
    }

    /// The worker gives the task back in good health: what went wrong before it did counts no more.
    private mutating func rest(_ delay: Duration) -> [WorkTaskAction] {
        failures = 0
        expiriesInRow = 0
        return snooze(delay)
    }

    /// The execution ended without a word on its chargeable call: the task goes on searching for what that left. Nothing is forgiven.
    mutating func searchOn(_ fence: Fence) -> [WorkTaskAction] { whileBound(fence) { machine in machine.snooze(.zero) } }

    private mutating func dispatch() -> [WorkTaskAction] {
        guard state == .queued else { return [.ignore(state.isTerminal ? .ended : .outOfPlace)] }
        attempt += 1
        state = .dispatched
        return [.send(attempt: attempt)]
    }

    private mutating func accept(_ fence: Fence) -> [WorkTaskAction] {
        if fence == self.fence, state == .accepted { return [.ignore(.duplicate)] }
        let isFirst = state == .dispatched && fence.attempt == attempt
        let mayReplace = !rules.contains(.secondExecutionIsRefused) && state == .accepted && fence.attempt == attempt
        guard isFirst || mayReplace else { return [.stop(fence, .fenced)] }
        state = .accepted
        execution = fence.execution
        unansweredInRow = 0
        return [.bind(fence)]
    }

    private mutating func beat(_ fence: Fence, hasNewCheckpoint: Bool) -> [WorkTaskAction] {
        guard state == .accepted, fence == self.fence else { return [.stop(fence, .fenced)] }
        if hasNewCheckpoint { expiriesInRow = 0 }
        if isCancelRequested, !isSearching { return [.renew(fence), .stop(fence, .cancelled)] }
        return [.renew(fence)]
    }

    private mutating func cancel() -> [WorkTaskAction] {
        guard !state.isTerminal else { return [.ignore(.ended)] }
        guard !isCancelRequested else { return [.ignore(.duplicate)] }
        isCancelRequested = true
        if isSearching { return [] }
        if state == .accepted, let fence { return [.stop(fence, .cancelled)] }
        return finish(.cancelled, nil)
    }

    /// Ends a cancelled task that no execution holds; one that is held ends as it ends.
    mutating func endCancelled() -> [WorkTaskAction] {
        guard isCancelRequested, !isSearching, !state.isTerminal, state != .accepted else { return [] }
        return finish(.cancelled, nil)
    }

    private mutating func fireTimer() -> [WorkTaskAction] {
        guard state == .snoozed else { return [.ignore(state.isTerminal ? .ended : .outOfPlace)] }
        state = .queued
        return []
    }

    private mutating func abandon(_ error: FleetError) -> [WorkTaskAction] {
        guard !state.isTerminal else { return [.ignore(.ended)] }
        let stop: [WorkTaskAction] = fence.map { [.stop($0, .cancelled)] } ?? []
        return stop + finish(.failed, error)
    }

    /// Runs `body` only for an attempt that is out and that nobody has answered.
    private mutating func whileUnanswered(_ number: Int, _ body: (inout Self) -> [WorkTaskAction]) -> [WorkTaskAction] {
        if state.isTerminal { return [.ignore(.ended)] }
        guard number == attempt else { return [.ignore(.stale)] }
        guard state == .dispatched else { return [.ignore(.outOfPlace)] }
        return body(&self)
    }

    /// Runs `body` only for the bound execution: the fence.
    private mutating func whileBound(_ fence: Fence, _ body: (inout Self) -> [WorkTaskAction]) -> [WorkTaskAction] {
        if state.isTerminal { return [.ignore(.ended)] }
        if !rules.contains(.resultsAreFenced) { return body(&self) }
        guard state == .accepted, fence == self.fence else { return [.ignore(.stale)] }
        return body(&self)
    }

    mutating func finish(_ end: WorkTaskState, _ error: FleetError?) -> [WorkTaskAction] {
        let release = unbind()
        state = end
        return release + [.end(end, error)]
    }

    mutating func unbind() -> [WorkTaskAction] {
        guard let fence else { return [] }
        execution = nil
        return [.unbind(fence)]
    }

    mutating func move(to next: WorkTaskState) { state = next }
    mutating func countFailure() { failures += 1 }
    mutating func forgetFailures() { failures = 0 }
    mutating func countExpiry() { expiriesInRow += 1 }
}
