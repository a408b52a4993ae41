import FleetCore
import Synchronization

/// A virtual clock: time moves only by `advance`, which releases the sleepers whose deadline has come, earliest first.
public final class ManualClock: FleetClock {
    private struct Sleeper {
        let deadline: MonotonicInstant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var elapsed: Duration = .zero
        var nextTicket: UInt64 = 0
        var sleepers: [UInt64: Sleeper] = [:]
        /// Who waits until so many sleepers are there.
        var watchers: [(count: Int, signal: Signal)] = []
    }

    private let state = Mutex(State())
    private let start: MonotonicInstant
    private let wallStart: Timestamp

    /// - Parameter wallStart: the calendar time at the start; 2026-01-01T00:00:00Z where none is given.
    public init(wallStart: Timestamp = Timestamp(milliseconds: 1_767_225_600_000)) {
        // Not zero, so that nobody takes zero for "never".
        start = MonotonicInstant(nanoseconds: 1_000_000_000)
        self.wallStart = wallStart
    }

    public func now() -> MonotonicInstant { start + state.withLock { $0.elapsed } }

    public func wallTime() -> Timestamp { wallStart.advanced(by: state.withLock { $0.elapsed }) }

    /// How many callers sleep now.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// The earliest deadline that somebody waits for; nil when nobody sleeps.
    public var nextDeadline: MonotonicInstant? { state.withLock { state in state.sleepers.values.map(\.deadline).min() } }

    /// Moves the time on and releases everybody whose deadline has come.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.elapsed += duration
            let now = start + state.elapsed
            let tickets = state.sleepers.filter { $0.value.deadline <= now }
                .sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
            for (ticket, _) in tickets { state.sleepers[ticket] = nil }
            return tickets.map(\.value.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// Moves the time to the earliest deadline and releases those who wait for it.
    /// - Returns: false when nobody sleeps.
    @discardableResult
    public func advanceToNextDeadline() -> Bool {
        guard let deadline = nextDeadline else { return false }
        advance(by: max(.zero, deadline - now()))
        return true
    }

    /// Returns once at least `count` callers sleep: the way to know that loops have done what they could.
    public func untilSleeping(_ count: Int) async throws {
        let signal = Signal()
        let isThere = state.withLock { state in
            if state.sleepers.count >= count { return true }
            state.watchers.append((count, signal))
            return false
        }
        if !isThere { try await signal.wait() }
    }

    public func sleep(until deadline: MonotonicInstant) async throws {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                var ready: [Signal] = []
                let now: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if start + state.elapsed >= deadline { return .success(()) }
                    state.sleepers[ticket] = Sleeper(deadline: deadline, continuation: continuation)
                    ready = state.watchers.filter { $0.count <= state.sleepers.count }.map(\.signal)
                    state.watchers.removeAll { $0.count <= state.sleepers.count }
                    return nil
                }
                for signal in ready { signal.set() }
                if let now { continuation.resume(with: now) }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: ticket) }?.continuation.resume(throwing: CancellationError())
        }
    }
}
