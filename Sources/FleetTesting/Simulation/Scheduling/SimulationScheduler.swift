import FleetCore
import Synchronization

/// Runs the tasks of many simulated processes on one thread: what runs next is drawn from a seed, and time moves only when nothing can run.
///
/// Everything below a `SimulationNode` must wait through its clock, signals and continuations only; then one seed is one history, to the last step.
public final class SimulationScheduler: Sendable {
    struct Waiting: Sendable {
        let job: UnownedJob
        let node: SimulationNode
    }

    enum Wake: Sendable {
        case continuation(CheckedContinuation<Void, any Error>, SimulationNode)
        case action(@Sendable () -> Void)
    }

    struct State: Sendable {
        var random: UInt64
        var elapsed: Duration = .zero
        var ready: [Waiting] = []
        /// Jobs of paused nodes.
        var held: [Waiting] = []
        var wakes: [UInt64: Wake] = [:]
        var agenda = SimulationAgenda()
        var nextTicket: UInt64 = 0
        var steps = 0
        var stepsAtThisInstant = 0
        /// Nobody waits for a time any more.
        var isOver = false
    }

    /// Why `run` came back.
    public enum Outcome: Sendable, Equatable {
        /// The condition holds.
        case done
        /// The time is over.
        case late
        /// Nothing can run and nobody waits for a time.
        case stuck
        /// So many steps without any time passing: a loop spins.
        case spinning
    }

    public static let start = MonotonicInstant(nanoseconds: 1_000_000_000)
    private static let mostStepsAtOneInstant = 200_000
    let state: Mutex<State>
    public let trace: SimulationTrace

    public init(seed: UInt64, trace: SimulationTrace = SimulationTrace()) {
        state = Mutex(State(random: seed))
        self.trace = trace
    }

    public var now: MonotonicInstant { Self.start + state.withLock { $0.elapsed } }
    public var elapsed: Duration { state.withLock { $0.elapsed } }
    /// How many pieces of tasks were run.
    public var steps: Int { state.withLock { $0.steps } }

    /// Runs until `condition` holds; it is asked whenever time is about to move.
    /// - Parameter limit: of virtual time, from now.
    public func run(for limit: Duration, until condition: () -> Bool = { false }) -> Outcome {
        let end = elapsed + limit
        while true {
            if let waiting = pick() {
                waiting.job.runSynchronously(on: waiting.node.asUnownedTaskExecutor())
                let isSpinning = state.withLock { $0.stepsAtThisInstant > Self.mostStepsAtOneInstant }
                if isSpinning { return .spinning }
                continue
            }
            if condition() { return .done }
            switch moveTime(before: end) {
            case .moved: continue
            case .late: return .late
            case .never: return .stuck
            }
        }
    }

    /// Lets everything that still waits for a time fail, and runs what is left to its end: a task that waits for ever keeps its whole world in memory.
    public func unwind() {
        let wakes = state.withLock { state -> [Wake] in
            state.isOver = true
            state.ready += state.held
            state.held = []
            defer { state.wakes = [:] }
            return state.wakes.sorted { $0.key < $1.key }.map(\.value)
        }
        for wake in wakes { if case .continuation(let continuation, _) = wake { continuation.resume(throwing: CancellationError()) } }
        for _ in 0..<Self.mostStepsAtOneInstant {
            guard let waiting = pick() else { return }
            waiting.job.runSynchronously(on: waiting.node.asUnownedTaskExecutor())
        }
    }

    /// Calls `body` after `delay`, outside of all nodes.
    public func after(_ delay: Duration, _ body: @escaping @Sendable () -> Void) {
        state.withLock { state in _ = Self.enter(.action(body), at: state.elapsed + max(delay, .zero), &state) }
    }

    /// A number drawn from the scheduler's own seed.
    private static func draw(_ state: inout State) -> UInt64 {
        state.random &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state.random
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    func enqueue(_ job: UnownedJob, of node: SimulationNode) {
        state.withLock { state in
            if node.isPaused { state.held.append(Waiting(job: job, node: node)) } else { state.ready.append(Waiting(job: job, node: node)) }
        }
    }

    /// Lets what waited of a node run again.
    func release(_ node: SimulationNode) {
        state.withLock { state in
            state.ready += state.held.filter { $0.node === node }
            state.held.removeAll { $0.node === node }
        }
    }

    private func pick() -> Waiting? {
        let picked = state.withLock { state -> (Waiting, Int, Int)? in
            while !state.ready.isEmpty {
                let count = state.ready.count
                let index = count == 1 ? 0 : Int(Self.draw(&state) % UInt64(count))
                state.ready.swapAt(index, count - 1)
                let waiting = state.ready.removeLast()
                guard !waiting.node.isPaused else {
                    state.held.append(waiting)
                    continue
                }
                state.steps += 1
                state.stepsAtThisInstant += 1
                return (waiting, index, count)
            }
            return nil
        }
        guard let (waiting, index, count) = picked else { return nil }
        trace.step(index, count, waiting.node.number)
        return waiting
    }

    private enum Moved { case moved, late, never }

    /// Moves the time to the next moment that somebody waits for, and wakes all who wait for it.
    private func moveTime(before end: Duration) -> Moved {
        var due: [Wake] = []
        let moved = state.withLock { state -> Moved in
            while let next = state.agenda.first {
                guard state.wakes[next.ticket] != nil else {
                    state.agenda.removeFirst()
                    continue
                }
                guard next.at <= end else {
                    state.elapsed = max(state.elapsed, end)
                    return .late
                }
                state.elapsed = max(state.elapsed, next.at)
                state.stepsAtThisInstant = 0
                while let first = state.agenda.first, first.at <= state.elapsed {
                    state.agenda.removeFirst()
                    if let wake = state.wakes.removeValue(forKey: first.ticket) { due.append(wake) }
                }
                return .moved
            }
            return .never
        }
        for wake in due {
            switch wake {
            case .continuation(let continuation, _): continuation.resume()
            case .action(let body): body()
            }
        }
        return moved
    }

    @discardableResult
    private static func enter(_ wake: Wake, at moment: Duration, _ state: inout State) -> UInt64 {
        state.nextTicket += 1
        state.wakes[state.nextTicket] = wake
        state.agenda.insert(.init(at: moment, ticket: state.nextTicket))
        return state.nextTicket
    }

    /// Waits for a moment, for a node.
    /// - Parameter isFirm: a cancellation does not end the wait.
    func sleep(until moment: Duration, of node: SimulationNode, isFirm: Bool) async throws {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let now: Result<Void, any Error>? = state.withLock { state in
                    if state.isOver || (!isFirm && Task.isCancelled) { return .failure(CancellationError()) }
                    if state.elapsed >= moment, !isFirm { return .success(()) }
                    state.wakes[ticket] = .continuation(continuation, node)
                    state.agenda.insert(.init(at: max(moment, state.elapsed), ticket: ticket))
                    return nil
                }
                if let now { continuation.resume(with: now) }
            }
        } onCancel: {
            guard !isFirm else { return }
            let wake = state.withLock { $0.wakes.removeValue(forKey: ticket) }
            if case .continuation(let continuation, _)? = wake { continuation.resume(throwing: CancellationError()) }
        }
    }
}
