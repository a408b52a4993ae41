import FleetCore
import Testing

/// The moves that the simulation must show are those that the machines make, no fewer and no others: each machine is asked about every event in
/// every state.
struct CoverageTests {
    private static let fence = Fence(attempt: 1, execution: ExecutionID("exec_1"))
    private static let error = FleetError("broken", .transient, "broken")

    private func documented(_ machine: String) -> Set<String> {
        // What is taken over from a former job was moved by no machine.
        Set(Coverage.documented.filter { $0.machine == machine && $0.cause != "taken over" }.map { "\($0.from) → \($0.to)" })
    }

    private func moves<Machine, Event>(
        _ machines: [Machine], _ events: [Event], _ state: (Machine) -> String, _ apply: (inout Machine, Event) -> Void
    ) -> Set<String> {
        var moves: Set<String> = []
        for start in machines {
            for event in events {
                var machine = start
                apply(&machine, event)
                if state(machine) != state(start) { moves.insert("\(state(start)) → \(state(machine))") }
            }
        }
        return moves
    }

    @Test func theMovesOfAJob() {
        let machines = JobState.allCases.flatMap { state in [true, false].map { JobMachine(state: state, isValidated: $0) } }
        #expect(moves(machines, JobMachine.Event.allCases, { $0.state.rawValue }, { _ = $0.apply($1) }) == documented("job"))
    }

    @Test func theMovesOfAStage() {
        let machines = StageState.allCases.map { StageMachine(state: $0, remaining: $0 == .running ? 1 : 0) }
        let events: [StageMachine.Event] = [.unblocked, .planned(1), .tasksAdded(1), .taskCompleted, .taskFailed, .skipped, .done, .cancelled]
        #expect(moves(machines, events, { $0.state.rawValue }, { _ = $0.apply($1) }) == documented("stage"))
    }

    @Test func theMovesOfATask() {
        let machines = WorkTaskState.allCases.flatMap { state in
            [false, true].flatMap { isWanted in
                [0, 2].map { expiries in
                    WorkTaskMachine(
                        state: state, attempt: 1, execution: state == .accepted ? Self.fence.execution : nil, expiriesInRow: expiries,
                        isCancelRequested: !isWanted)
                }
            }
        }
        let events: [WorkTaskEvent] = [
            .dispatched, .accepted(Self.fence), .declinedFull(attempt: 1), .declinedUnreadable(attempt: 1, detail: ""),
            .dispatchDeadlinePassed(attempt: 1), .brokerIncarnationChanged, .completed(Self.fence), .failed(Self.fence, Self.error, jitter: 0),
            .snoozed(Self.fence, .zero), .interrupted(Self.fence), .leaseExpired(Self.fence), .cancelRequested, .timerFired, .abandoned(Self.error),
        ]
        #expect(moves(machines, events, { $0.state.rawValue }, { _ = $0.apply($1) }) == documented("task"))
    }

    @Test func theMovesOfAPermit() {
        let machines = PermitState.allCases.map { PermitMachine(state: $0, holder: Self.fence) }
        let events: [PermitMachine.Event] = [
            .budgetReserved, .accepted(Self.fence, isSearch: false), .created(by: Self.fence), .notSent(by: Self.fence, goesOn: true),
            .notSent(by: Self.fence, goesOn: false), .lost(Self.fence), .found, .searchedInVain, .searchGivenUp, .cancelled, .lostFromSight,
            .resolved(exists: true), .resolved(exists: false),
        ]
        #expect(moves(machines, events, { $0.state.rawValue }, { _ = $0.apply($1) }) == documented("permit"))
    }

    @Test func aGuardIsADocumentedMove() {
        let names = Set(Coverage.documented.map(\.name))
        #expect(names.isSuperset(of: Coverage.guards.keys))
        #expect(names.isSuperset(of: Coverage.rare))
    }
}
