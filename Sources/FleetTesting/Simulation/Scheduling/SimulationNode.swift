import FleetCore
import Synchronization

/// One life of a simulated process: everything it runs stands on this executor. It can be paused, and killed.
public final class SimulationNode: TaskExecutor {
    private struct State {
        var isDead = false
        var pausedUntil: Duration?
        var main: Task<Void, Never>?
    }

    /// What the process is, such as `trainer-1`; the same in each of its lives.
    public let role: String
    /// A number of its own, in the order of starting.
    public let number: Int
    public let scheduler: SimulationScheduler
    public let clock: SimulationClock
    private let state = Mutex(State())

    /// - Parameter wallOffset: how far its calendar clock is off.
    public init(_ role: String, number: Int, scheduler: SimulationScheduler, wallOffset: Duration = .zero) {
        self.role = role
        self.number = number
        self.scheduler = scheduler
        clock = SimulationClock(scheduler: scheduler, wallOffset: wallOffset)
        clock.belongs(to: self)
    }

    public func enqueue(_ job: consuming ExecutorJob) { scheduler.enqueue(UnownedJob(job), of: self) }

    public var isDead: Bool { state.withLock { $0.isDead } }
    public var isPaused: Bool { state.withLock { $0.pausedUntil != nil } }

    /// Starts what the process does. `ended` is called when it is over, unless it was killed.
    public func start(_ body: @escaping @Sendable () async throws -> Void, ended: @escaping @Sendable ((any Error)?) -> Void) {
        // seam: the one loose task of a simulated process; `kill` ends it.
        let task = Task(executorPreference: self) { [self] in
            var failure: (any Error)?
            do { try await body() } catch { failure = error }
            guard !isDead else { return }
            ended(failure)
        }
        state.withLock { $0.main = task }
    }

    /// Does something on this node beside what it was started with; a kill does not end it.
    public func spawn(_ body: @escaping @Sendable () async -> Void) {
        // seam: a loose task of the simulated world itself.
        Task(executorPreference: self) { await body() }
    }

    /// The process stands still: what it was about to do waits until `duration` is over.
    public func pause(for duration: Duration) {
        let end = scheduler.elapsed + duration
        let isNew = state.withLock { state -> Bool in
            guard !state.isDead, end > state.pausedUntil ?? .zero else { return false }
            state.pausedUntil = end
            return true
        }
        guard isNew else { return }
        scheduler.after(duration) { [self] in
            let isOver = state.withLock { state -> Bool in
                guard state.pausedUntil == end else { return false }
                state.pausedUntil = nil
                return true
            }
            if isOver { scheduler.release(self) }
        }
    }

    /// The process is gone: none of its calls has an effect any more (see `SeamGate`), and its tasks unwind unseen.
    public func kill() {
        let task = state.withLock { state -> Task<Void, Never>? in
            state.isDead = true
            state.pausedUntil = nil
            return state.main
        }
        scheduler.release(self)
        task?.cancel()
    }
}
