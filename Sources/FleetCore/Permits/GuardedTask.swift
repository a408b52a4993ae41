/// A task together with the permit of its intent, where it is a chargeable call: the one place where the two move each other.
///
/// A task whose permit is `unknown` searches: no failure, expiry or cancel ends it before the remote object is found or a person is asked.
/// The permit's holder is heard even when its attempt is over: what it says settles the permit, never the task.
public struct GuardedTask: Sendable, Equatable {
    public private(set) var task: WorkTaskMachine
    public private(set) var permit: PermitMachine?

    public enum Event: Sendable, Equatable {
        case failed(Fence, FleetError, jitter: Double, notSent: Bool, searchedInVain: Bool)
        case interrupted(Fence, notSent: Bool)
        /// A person says of an intent in review whether the object exists.
        case resolved(exists: Bool)
        case budgetReserved
        /// Everything that does not concern the permit's outcome in a way of its own.
        case of(WorkTaskEvent)
    }

    public enum Action: Sendable, Equatable {
        case task(WorkTaskAction)
        case permit(PermitMachine.Action)
    }

    public init(task: WorkTaskMachine, permit: PermitMachine? = nil) {
        self.task = task
        self.permit = permit
        followPermit()
    }

    /// Whether the next attempt may be sent: a chargeable call waits for its budget.
    public var isDispatchable: Bool { task.state == .queued && permit?.state != PermitState.none }

    /// Whether the next attempt only searches.
    public var isSearch: Bool { task.isSearching }

    public mutating func apply(_ event: Event) -> [Action] {
        followPermit()
        var actions: [Action] = []
        switch event {
        case .budgetReserved: actions += permit(.budgetReserved)
        case .resolved(let exists): actions += permit(.resolved(exists: exists))
        case .failed(let fence, let error, let jitter, let notSent, let inVain):
            actions += fail(fence, error, jitter: jitter, notSent: notSent, searchedInVain: inVain)
        case .interrupted(let fence, let notSent): actions += interrupt(fence, notSent: notSent)
        case .of(let event): actions += applyPlain(event)
        }
        followPermit()
        // A cancel waited for what became of the call. Nothing was sent, so nothing is waited for: another attempt would buy what nobody wants.
        if permit?.state == .reserved, task.isCancelRequested { actions += task.endCancelled().map(Action.task) }
        if task.state.isTerminal, permit != nil { actions += closePermit() }
        followPermit()
        return actions
    }

    private mutating func applyPlain(_ event: WorkTaskEvent) -> [Action] {
        switch event {
        case .accepted(let fence):
            let wasSearch = task.isSearching
            let moves = task.apply(event)
            guard moves.contains(.bind(fence)) || moves == [.ignore(.duplicate)] else { return moves.map(Action.task) }
            return moves.map(Action.task) + permit(.accepted(fence, isSearch: wasSearch))
        case .completed(let fence):
            let isBound = task.fence == fence && task.state == .accepted
            let known = permit(.created(by: fence)) + (isBound ? permit(.found) : [])
            return known + move(event)
        case .snoozed(let fence, _):
            // A chargeable call that says neither "done" nor "not sent" may have been sent.
            let lost = permit(.lost(fence))
            followPermit()
            return lost + move(event)
        case .leaseExpired(let fence):
            guard task.state == .accepted, task.fence == fence else { return move(event) }
            let lost = permit(.lost(fence))
            followPermit()
            return lost + move(event)
        case .failed(let fence, let error, let jitter):
            return fail(fence, error, jitter: jitter, notSent: false, searchedInVain: false)
        case .interrupted(let fence): return interrupt(fence, notSent: false)
        case .abandoned:
            let lost = task.fence.map { permit(.lost($0)) } ?? []
            return lost + move(event)
        case .dispatched, .declinedFull, .declinedUnreadable, .beaten, .dispatchDeadlinePassed, .brokerIncarnationChanged, .cancelRequested,
            .timerFired:
            return move(event)
        }
    }

    private mutating func fail(_ fence: Fence, _ error: FleetError, jitter: Double, notSent: Bool, searchedInVain: Bool) -> [Action] {
        let isBound = task.fence == fence && task.state == .accepted
        if permit?.holder == fence, permit?.state.isOpen == true || permit?.state == .needsReview {
            // A search that runs under a grant (the former holder said late that nothing was sent) has certainly sent nothing.
            let nothingSent = notSent || searchedInVain
            guard nothingSent else {
                let lost = permit(.lost(fence))
                followPermit()
                return lost
                    + (permit?.state == .unknown && isBound ? task.searchOn(fence).map(Action.task) : move(.failed(fence, error, jitter: jitter)))
            }
            let moves = searchedInVain ? move(.interrupted(fence)) : move(.failed(fence, error, jitter: jitter))
            return moves + permit(.notSent(by: fence, goesOn: !task.state.isTerminal))
        }
        guard searchedInVain, isBound else { return move(.failed(fence, error, jitter: jitter)) }
        switch permit?.state {
        case .unknown:
            let review = permit(.searchedInVain)
            guard permit?.state == .needsReview else { followPermit(); return review + move(.interrupted(fence)) }
            return review + move(.failed(fence, Self.reviewNeeded, jitter: jitter))
        case .settled:
            let late = FleetError("remote_object_not_listed", .transient, "the created object is not listed by the provider yet")
            return move(.failed(fence, late, jitter: jitter))
        default: return move(.interrupted(fence))
        }
    }

    private mutating func interrupt(_ fence: Fence, notSent: Bool) -> [Action] {
        if notSent {
            let moves = move(.interrupted(fence))
            return moves + permit(.notSent(by: fence, goesOn: !task.state.isTerminal))
        }
        let isBound = task.fence == fence && task.state == .accepted
        let lost = isBound ? permit(.lost(fence)) : []
        followPermit()
        return lost + move(.interrupted(fence))
    }

    /// The task is over: what was never granted is given back, what nobody could find is handed to a person.
    private mutating func closePermit() -> [Action] { permit(.cancelled) + permit(.searchGivenUp) }

    private mutating func followPermit() {
        task.isSearching = !task.state.isTerminal && (permit?.state == .unknown || permit?.state == .settled)
    }

    private mutating func move(_ event: WorkTaskEvent) -> [Action] { task.apply(event).map(Action.task) }

    private mutating func permit(_ event: PermitMachine.Event) -> [Action] { permit?.apply(event).map(Action.permit) ?? [] }

    /// The error of a task whose intent was handed to a person.
    public static let reviewNeeded = FleetError(
        "needs_review", .permanent, "a chargeable call was made or not, nobody knows: the provider does not list its object",
        hint: "look at the provider's console, then `modelops permits resolve`")

    package mutating func use(_ rules: ProtocolRules) {
        task.rules = rules
        permit?.rules = rules
    }
}
