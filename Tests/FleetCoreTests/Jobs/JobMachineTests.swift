import FleetCore
import Testing

struct JobMachineTests {
    typealias Outcome = JobMachine.Outcome
    static let moves: [JobState: [(JobMachine.Event, JobState)]] = [
        // It is begun in the transaction that makes it: nothing can meet it there.
        .submitted: [(.validationBegan, .validating), (.started, .running)],
        .validating: [
            (.started, .running), (.blocked, .waiting), (.pauseRequested, .paused), (.cancelRequested, .cancelling), (.failing, .cancelling),
            (.finished(.failed), .failed),
        ],
        .running: [
            (.blocked, .waiting), (.pauseRequested, .paused), (.cancelRequested, .cancelling), (.failing, .cancelling),
            (.finished(.succeeded), .succeeded), (.finished(.failed), .failed),
        ],
        .waiting: [
            (.unblocked, .running), (.pauseRequested, .paused), (.cancelRequested, .cancelling), (.failing, .cancelling),
            (.finished(.succeeded), .succeeded), (.finished(.failed), .failed),
        ],
        .paused: [
            (.resumeRequested, .running), (.cancelRequested, .cancelling), (.failing, .cancelling), (.finished(.succeeded), .succeeded),
            (.finished(.failed), .failed),
        ],
        .cancelling: [
            (.finished(.succeeded), .succeeded), (.finished(.failed), .failed), (.finished(.cancelled), .cancelled),
        ],
    ]

    /// What is otherwise while nobody knows whether the dataset can be used.
    static let unvalidated: [JobState: [(JobMachine.Event, JobState)]] = [
        .validating: [(.rejected, .rejected)],
        .waiting: [(.rejected, .rejected), (.unblocked, .validating)],
        .paused: [(.rejected, .rejected), (.resumeRequested, .validating)],
        .cancelling: [(.rejected, .rejected)],
    ]

    @Test(arguments: JobState.allCases, [true, false])
    func everyEventDoesWhatTheTableSays(state: JobState, isValidated: Bool) {
        let moves = (isValidated ? [] : Self.unvalidated[state] ?? []) + (Self.moves[state] ?? [])
        for event in JobMachine.Event.allCases {
            var machine = JobMachine(state: state, isValidated: isValidated)
            let before = machine.apply(event)
            let next = moves.first { $0.0 == event }?.1
            #expect(machine.state == next ?? state, "\(state) + \(event)")
            #expect(before == (next == nil ? nil : state))
        }
    }
}

struct StageMachineTests {
    @Test func theLastTaskPlansWhatFollows() {
        var stage = StageMachine()
        #expect(stage.apply(.unblocked) == [.begin])
        #expect(stage.apply(.planned(2)).isEmpty)
        #expect(stage.apply(.tasksAdded(1)).isEmpty)
        #expect(stage.apply(.taskCompleted).isEmpty)
        #expect(stage.apply(.taskCompleted).isEmpty)
        #expect(stage.apply(.taskCompleted) == [.proceed])
        #expect(stage.apply(.planned(1)).isEmpty)
        #expect(stage.apply(.taskCompleted) == [.proceed])
        #expect(stage.apply(.done) == [.over(.succeeded)])
    }

    @Test(arguments: [StageState.succeeded, .failed, .skipped, .cancelled])
    func anEndIsAnEnd(state: StageState) {
        for event in [
            StageMachine.Event.unblocked, .planned(1), .tasksAdded(1), .taskCompleted, .taskFailed, .skipped, .done, .cancelled,
        ] {
            var stage = StageMachine(state: state)
            #expect(stage.apply(event).isEmpty)
            #expect(stage.state == state)
        }
    }

    @Test func aFailedTaskFailsItsStage() {
        var stage = StageMachine(state: .running, remaining: 5)
        #expect(stage.apply(.taskFailed) == [.over(.failed)])
        #expect(stage.apply(.taskCompleted).isEmpty)
    }
}
