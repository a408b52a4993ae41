import FleetCore
import Messaging
import Synchronization

/// Everything that a worker process holds now: its executions, its partitions, whether it takes more.
final class ExecutionLedger: Sendable {
    /// What a process can say about itself at one moment.
    struct Holdings: Sendable {
        let executions: [HeldExecution]
        let partitions: [Int32]
        let generation: Int32
        let slots: Int
    }

    private struct State {
        var held: [ExecutionID: HeldExecution] = [:]
        var order: [ExecutionID] = []
        var memory = AttemptMemory()
        var partitions: [Int32] = []
        var generation: Int32 = -1
        var isDraining = false
    }

    let slots: Int
    let bell: ChangeBell
    /// Rings when an execution ended.
    let freed = Wakeup()
    /// Rings when an execution ended, for who waits for the last one.
    let emptied = Wakeup()
    private let state = Mutex(State())

    init(slots: Int, bell: ChangeBell) {
        self.slots = slots
        self.bell = bell
    }

    /// Executions that could begin now; 0 while draining.
    var freeSlots: Int { state.withLock { $0.isDraining ? 0 : max(slots - $0.held.count, 0) } }

    var isEmpty: Bool { state.withLock { $0.held.isEmpty } }

    var isDraining: Bool { state.withLock { $0.isDraining } }

    /// The execution that took up this attempt in this process, if any did.
    func execution(of task: WorkTaskID, attempt: Int) -> ExecutionID? { state.withLock { $0.memory[task, attempt] } }

    /// Holds an execution, before its acceptance is sent: an answer on control may be faster than the acknowledgement.
    func hold(_ execution: HeldExecution) {
        state.withLock { state in
            state.held[execution.token.execution] = execution
            state.order.append(execution.token.execution)
            state.memory.remember(execution.token)
        }
    }

    /// Lets go of an execution.
    /// - Parameter isTold: whether the broker has its outcome, which says that there is room; else a beat says so.
    func release(_ execution: HeldExecution, isTold: Bool) {
        state.withLock { state in
            guard state.held.removeValue(forKey: execution.token.execution) != nil else { return }
            state.order.removeAll { $0 == execution.token.execution }
        }
        freed.ring()
        emptied.ring()
        if !isTold { bell.urgent() }
    }

    func find(_ token: ExecutionToken) -> HeldExecution? {
        state.withLock { $0.held[token.execution] }.flatMap { $0.token == token ? $0 : nil }
    }

    func own(_ partitions: [Int32], generation: Int32) {
        state.withLock { state in
            state.partitions = partitions.sorted()
            state.generation = max(generation, state.generation)
        }
        bell.urgent()
    }

    func beginDrain() {
        state.withLock { $0.isDraining = true }
        bell.urgent()
    }

    /// What a beat tells: only executions whose acceptance the broker has.
    var holdings: Holdings {
        state.withLock { state in
            Holdings(
                executions: state.order.compactMap { state.held[$0] }.filter(\.isAccepted), partitions: state.partitions,
                generation: state.generation, slots: state.isDraining ? 0 : slots)
        }
    }

    /// Ends everything that is held.
    func stopAll(_ reason: StopReason) {
        let held = state.withLock { state in state.order.compactMap { state.held[$0] } }
        for execution in held { execution.stop(reason) }
    }
}
