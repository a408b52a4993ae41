import FleetCore
import Testing

/// Every state with every event: what the table promises, and nothing else.
struct WorkTaskMachineTests {
    static let bound = Fence(attempt: 1, execution: ExecutionID("exec_a"))
    static let other = Fence(attempt: 1, execution: ExecutionID("exec_b"))
    static let old = Fence(attempt: 0, execution: ExecutionID("exec_old"))
    static let transient = FleetError("broken", .transient, "the other side broke")

    static func machine(_ state: WorkTaskState) -> WorkTaskMachine {
        switch state {
        case .queued: WorkTaskMachine()
        case .accepted: WorkTaskMachine(state: .accepted, attempt: 1, execution: bound.execution)
        case .dispatched, .snoozed, .completed, .failed, .cancelled: WorkTaskMachine(state: state, attempt: 1)
        }
    }

    static let events: [(String, WorkTaskEvent)] = [
        ("dispatched", .dispatched), ("accepted", .accepted(bound)), ("declined full", .declinedFull(attempt: 1)),
        ("declined unreadable", .declinedUnreadable(attempt: 1, detail: "x")), ("completed", .completed(bound)),
        ("failed", .failed(bound, transient, jitter: 0)), ("snoozed", .snoozed(bound, .seconds(9))), ("interrupted", .interrupted(bound)),
        ("beaten", .beaten(bound, hasNewCheckpoint: false)), ("expired", .leaseExpired(bound)),
        ("deadline", .dispatchDeadlinePassed(attempt: 1)), ("new broker", .brokerIncarnationChanged), ("cancel", .cancelRequested),
        ("timer", .timerFired), ("abandoned", .abandoned(transient)),
    ]

    /// What moves, by state and event; everything that is not named here must leave the state as it is.
    static let moves: [WorkTaskState: [String: WorkTaskState]] = [
        .queued: ["dispatched": .dispatched, "cancel": .cancelled, "abandoned": .failed],
        .dispatched: [
            "accepted": .accepted, "declined full": .queued, "declined unreadable": .failed, "deadline": .queued, "new broker": .queued,
            "cancel": .cancelled, "abandoned": .failed,
        ],
        .accepted: [
            "completed": .completed, "failed": .snoozed, "snoozed": .snoozed, "interrupted": .queued, "expired": .queued, "abandoned": .failed,
        ],
        .snoozed: ["timer": .queued, "cancel": .cancelled, "abandoned": .failed],
    ]

    @Test(arguments: WorkTaskState.allCases)
    func everyEventDoesWhatTheTableSays(state: WorkTaskState) {
        for (name, event) in Self.events {
            var machine = Self.machine(state)
            let actions = machine.apply(event)
            #expect(machine.state == Self.moves[state]?[name] ?? state, "\(state) + \(name)")
            #expect((machine.execution != nil) == (machine.state == .accepted), "bound only while accepted: \(state) + \(name)")
            let ends = actions.contains { if case .end = $0 { true } else { false } }
            #expect(ends == (machine.state.isTerminal && !state.isTerminal), "an end is told once: \(state) + \(name)")
        }
    }

    @Test func aHealthyPauseForgivesWhatWentWrongBefore() {
        var machine = WorkTaskMachine(
            state: .accepted, attempt: Self.bound.attempt, execution: Self.bound.execution, failures: 2, expiriesInRow: 2)
        _ = machine.apply(.snoozed(Self.bound, .seconds(60)))
        #expect(machine.state == .snoozed && machine.failures == 0 && machine.expiriesInRow == 0 && !machine.runsAlone)
    }

    @Test(arguments: [WorkTaskState.queued, .dispatched, .accepted, .snoozed, .completed, .failed, .cancelled])
    func aStaleFenceChangesNothing(state: WorkTaskState) {
        for fence in [Self.old, Self.other] {
            for event in [
                WorkTaskEvent.completed(fence), .failed(fence, Self.transient, jitter: 0), .snoozed(fence, .seconds(1)), .interrupted(fence),
                .leaseExpired(fence),
            ] {
                var machine = Self.machine(state)
                let before = machine
                let actions = machine.apply(event)
                #expect(machine == before)
                #expect(actions.count == 1)
                if case .ignore = actions[0] {} else { Issue.record("\(event) in \(state) answered \(actions)") }
            }
        }
    }

    @Test func aSecondExecutionOfAnAttemptIsStopped() {
        var machine = Self.machine(.accepted)
        #expect(machine.apply(.accepted(Self.other)) == [.stop(Self.other, .fenced)])
        #expect(machine.apply(.accepted(Self.bound)) == [.ignore(.duplicate)])
        #expect(machine.apply(.beaten(Self.other, hasNewCheckpoint: false)) == [.stop(Self.other, .fenced)])
        #expect(machine.fence == Self.bound)
    }

    @Test func everyDispatchHasANewNumberAndOnlyFailuresCount() {
        var machine = WorkTaskMachine(retry: RetryPolicy(maximumFailures: 2))
        #expect(machine.apply(.dispatched) == [.send(attempt: 1)])
        _ = machine.apply(.declinedFull(attempt: 1))
        _ = machine.apply(.dispatched)
        _ = machine.apply(.accepted(Fence(attempt: 2, execution: ExecutionID("exec_2"))))
        _ = machine.apply(.interrupted(Fence(attempt: 2, execution: ExecutionID("exec_2"))))
        #expect(machine.failures == 0)
        for attempt in 3...4 {
            let fence = Fence(attempt: attempt, execution: ExecutionID("exec_\(attempt)"))
            #expect(machine.apply(.dispatched) == [.send(attempt: attempt)])
            _ = machine.apply(.accepted(fence))
            _ = machine.apply(.failed(fence, Self.transient, jitter: 0.5))
            _ = machine.apply(.timerFired)
        }
        #expect(machine.state == .failed)
        #expect(machine.failures == 2)
    }

    @Test func aThrottledFailureWaitsAsLongAsItWasTold() {
        var machine = Self.machine(.accepted)
        let error = FleetError("busy", .throttled, "too many requests", retryAfter: .seconds(77))
        #expect(machine.apply(.failed(Self.bound, error, jitter: 0)).contains(.wait(.seconds(77))))
    }

    /// Fails attempt after attempt until the task ends.
    private static func waits(_ machine: inout WorkTaskMachine, failing error: FleetError, most: Int = 100) -> [Duration] {
        var waits: [Duration] = []
        while machine.state != .failed, waits.count < most {
            let fence = Fence(attempt: machine.attempt + 1, execution: ExecutionID("exec_\(machine.attempt + 1)"))
            _ = machine.apply(.dispatched)
            _ = machine.apply(.accepted(fence))
            for action in machine.apply(.failed(fence, error, jitter: 0.5)) { if case .wait(let delay) = action { waits.append(delay) } }
            _ = machine.apply(.timerFired)
        }
        return waits
    }

    @Test func whatAPersonMustMendIsTriedAgainForAboutAnHour() {
        let full = FleetError("store_full", .blocked, "no space left")
        var machine = WorkTaskMachine()
        let waits = Self.waits(&machine, failing: full)
        #expect(machine.state == .failed)
        let total = waits.reduce(Duration.zero, +)
        #expect(total > .seconds(2700) && total < .seconds(5400))
        #expect(waits.first.map { $0 < .seconds(10) } == true && waits.allSatisfy { $0 <= .seconds(300) })
    }

    @Test func blockedAttemptsUseUpNoOrdinaryTries() {
        var machine = WorkTaskMachine()
        #expect(Self.waits(&machine, failing: FleetError("store_full", .blocked, "no space left"), most: 10).count == 10)
        let waits = Self.waits(&machine, failing: Self.transient)
        #expect(machine.state == .failed && waits.count == machine.retry.maximumFailures - 1)
    }

    @Test(arguments: Disposition.allCases)
    func theDispositionDecides(disposition: Disposition) {
        var machine = Self.machine(.accepted)
        _ = machine.apply(.failed(Self.bound, FleetError("x", disposition, "x"), jitter: 0))
        switch disposition {
        case .transient, .throttled, .blocked: #expect(machine.state == .snoozed)
        case .interrupted, .fenced: #expect(machine.state == .queued && machine.failures == 0)
        case .permanent, .rejected, .fatal, .bug: #expect(machine.state == .failed)
        }
    }

    @Test func aTaskThatKillsItsWorkerStopsAfterThree() {
        var machine = WorkTaskMachine()
        for round in 1...3 {
            let fence = Fence(attempt: round, execution: ExecutionID("exec_\(round)"))
            #expect(machine.runsAlone == (round == 3))
            _ = machine.apply(.dispatched)
            _ = machine.apply(.accepted(fence))
            _ = machine.apply(.leaseExpired(fence))
        }
        #expect(machine.state == .failed)
    }

    @Test func aNewerCheckpointStartsTheCountOfExpiriesAnew() {
        var machine = WorkTaskMachine(state: .accepted, attempt: 1, execution: Self.bound.execution, expiriesInRow: 2)
        _ = machine.apply(.beaten(Self.bound, hasNewCheckpoint: true))
        _ = machine.apply(.leaseExpired(Self.bound))
        #expect(machine.state == .queued)
        #expect(machine.expiriesInRow == 1)
    }

    @Test func aCancelledExecutionEndsAsItEnds() {
        for (event, end) in [
            (WorkTaskEvent.interrupted(Self.bound), WorkTaskState.cancelled), (.leaseExpired(Self.bound), .cancelled),
            (.failed(Self.bound, Self.transient, jitter: 0), .cancelled), (.snoozed(Self.bound, .seconds(1)), .cancelled),
            (.completed(Self.bound), .completed),
        ] {
            var machine = Self.machine(.accepted)
            #expect(machine.apply(.cancelRequested) == [.stop(Self.bound, .cancelled)])
            #expect(machine.apply(.beaten(Self.bound, hasNewCheckpoint: false)).contains(.stop(Self.bound, .cancelled)))
            _ = machine.apply(event)
            #expect(machine.state == end)
        }
    }
}
