import FleetCore
import FleetTesting
import Messaging
import Persistence
import Testing

@testable import Coordination

/// What a change that is not committed yet may count on.
struct DispatchOutlookTests {
    private static let worker = WorkerID("worker_a")
    private static let key = DispatchDeadlines.Key(task: WorkTaskID("task_1"), attempt: 1)

    private static func memory(slots: Int, holding: [String] = []) -> FleetMemory {
        let memory = FleetMemory(
            clock: ManualClock(), lease: .seconds(30), firstDispatchDeadline: .seconds(120), lastDispatchDeadline: .seconds(900))
        memory.reset(active: [], known: [], ends: [:], incarnation: "broker")
        memory.apply([beat(slots: slots, holding: holding)])
        return memory
    }

    private static func beat(slots: Int, holding: [String] = []) -> ChangeEffect {
        let executions = holding.map { name in
            let token = ExecutionToken(task: WorkTaskID("task_\(name)"), attempt: 1, execution: ExecutionID(name))
            return WorkerBeat.Execution(token: token, progress: nil, checkpoint: nil, lines: [])
        }
        return .beaten(
            WorkerBeat(
                fleet: FleetID("lab"), worker: worker, kind: .train, host: "h", version: "1", sequence: 1, slots: slots, partitions: [0],
                generation: 1, executions: executions, capabilities: [], isLeaving: false), partition: 0)
    }

    private static func credit(_ memory: FleetMemory, after effects: [ChangeEffect]) -> Int {
        var outlook = memory.outlook
        outlook.take(effects)
        return outlook.offers(of: .train).reduce(0) { $0 + $1.credit }
    }

    @Test func aChangeSeesTheSlotsThatItFreesItself() {
        let memory = Self.memory(slots: 2, holding: ["a", "b"])
        #expect(Self.credit(memory, after: []) == 0)
        #expect(Self.credit(memory, after: [.outcomeSaid(ExecutionID("a"), by: Self.worker)]) == 1)
        #expect(Self.credit(memory, after: []) == 0, "nothing counts before it is committed")
    }

    @Test func anAcceptanceTakesASlotWhetherOrNotItCounts() {
        #expect(Self.credit(Self.memory(slots: 2), after: [.acceptanceSaid(ExecutionID("a"), by: Self.worker)]) == 1)
    }

    @Test func whoDeclinesOrTakesLessInTheSameChangeIsSentNothing() {
        let memory = Self.memory(slots: 2)
        #expect(Self.credit(memory, after: [.declined(Self.worker)]) == 0)
        #expect(Self.credit(memory, after: [Self.beat(slots: 0)]) == 0)
    }

    @Test func whatWasSentAndIsNotInTheStoreAnyMoreTakesNoSlotAfterAnOutage() {
        let memory = Self.memory(slots: 1)
        let sent = SentTask(kind: .train, tenant: TenantName("default"), partition: 0, isAlone: false)
        memory.apply([.dispatched(Self.key, sent, unansweredInRow: 0)])
        #expect(Self.credit(memory, after: []) == 0)
        memory.reset(active: [], known: memory.unanswered, ends: [:], incarnation: "broker")
        #expect(Self.credit(memory, after: []) == 1)
    }

    private static let sent = SentTask(kind: .train, tenant: TenantName("calm"), partition: 0, isAlone: true)
    private static let lease = LeaseBook.Key(task: key.task, fence: Fence(attempt: 1, execution: ExecutionID("a")))

    /// As the store still has it: sent, and not answered.
    private static var row: TaskRow {
        var row = TaskRow(
            id: key.task, job: JobID("job_1"), tenant: sent.tenant, stage: .train, kind: .train, step: "run", ordinal: 0, input: "{}",
            createdAt: Timestamp(milliseconds: 0))
        row.state = .dispatched
        row.attempt = 1
        row.dispatchPartition = 0
        row.isAlone = true
        return row
    }

    /// Who keeps a worker free for a task that must be alone, and a slot for its tenant.
    private static func holds(_ memory: FleetMemory) -> [Bool] {
        [memory.outlook.holds(sent.tenant, kind: .train), memory.outlook.offers(of: .train).isEmpty]
    }

    @Test(arguments: [true, false]) func whatWasAnsweredBeforeItsDispatchIsToldIsHeldWhereItWasAccepted(isAccepted: Bool) {
        let memory = Self.memory(slots: 4)
        memory.apply([.answered(Self.key, isAccepted: isAccepted)] + (isAccepted ? [.leaseStarted(Self.lease, partition: 0)] : []))
        memory.apply([.dispatched(Self.key, Self.sent, unansweredInRow: 0)])
        #expect(Self.holds(memory) == [isAccepted, isAccepted])
        memory.apply([.leaseEnded(Self.lease)])
        #expect(Self.holds(memory) == [false, false])
    }

    @Test(arguments: [true, false]) func whatWasAnsweredSinceTheStoreWasAskedIsHeldWhereItWasAccepted(isAccepted: Bool) {
        let memory = Self.memory(slots: 4)
        memory.apply([.answered(Self.key, isAccepted: isAccepted)] + (isAccepted ? [.leaseStarted(Self.lease, partition: 0)] : []))
        memory.reset(active: [Self.row], known: [Self.key], ends: [:], incarnation: "broker")
        #expect(Self.holds(memory) == [isAccepted, isAccepted])
    }

    @Test func anAttemptThatIsAcceptedWhileItIsGivenUpStaysHeld() {
        let memory = Self.memory(slots: 4)
        memory.apply([.dispatched(Self.key, Self.sent, unansweredInRow: 0)])
        memory.apply([.answered(Self.key, isAccepted: true), .leaseStarted(Self.lease, partition: 0)])
        memory.forget(FleetMemory.Overdue(leases: [], dispatches: [Self.key]))
        #expect(Self.holds(memory) == [true, true])
    }

    @Test func theLoopIsRungUnlessAllWasGiven() {
        let bells = Bells()
        bells.ring(for: [.workReady, .allGiven])
        #expect(!bells.dispatcher.isRung)
        bells.ring(for: [.workReady, .allGiven, .workReady])
        #expect(bells.dispatcher.isRung)
    }
}
