import FleetCore
import FleetTesting
import Messaging
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

    @Test func theLoopIsRungUnlessAllWasGiven() {
        let bells = Bells()
        bells.ring(for: [.workReady, .allGiven])
        #expect(!bells.dispatcher.isRung)
        bells.ring(for: [.workReady, .allGiven, .workReady])
        #expect(bells.dispatcher.isRung)
    }
}
