import Synchronization

/// A bell for one waiting loop: rings are coalesced, and a ring before the wait is not lost.
public final class Wakeup: Sendable {
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Void, any Error>?
    }

    private let state = Mutex(State())

    public init() {}

    /// Whether a ring waits for the loop.
    package var isRung: Bool { state.withLock { $0.isRung } }

    /// Rings: the waiting loop goes on, or does not wait the next time.
    public func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard let waiter = state.waiter else {
                state.isRung = true
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }

    /// Waits for a ring. One loop waits at a time; a second concurrent waiter is a programming error.
    /// - Throws: `CancellationError` when the surrounding task is cancelled first.
    public func wait() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let now: Result<Void, any Error>? = state.withLock { state in
                    if state.isRung {
                        state.isRung = false
                        return .success(())
                    }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    precondition(state.waiter == nil, "Wakeup: a second loop waits on the same bell")
                    state.waiter = continuation
                    return nil
                }
                if let now { continuation.resume(with: now) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    /// Waits for a ring, for at most `duration`.
    /// - Throws: `CancellationError` when the surrounding task is cancelled first.
    public func wait(atMost duration: Duration, clock: any FleetClock) async throws {
        try await wait(until: clock.now() + duration, clock: clock)
    }

    /// Waits for a ring, until `deadline` at the latest. For a deadline that was worked out before: the time since then is not waited again.
    /// - Throws: `CancellationError` when the surrounding task is cancelled first.
    public func wait(until deadline: MonotonicInstant, clock: any FleetClock) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.wait() }
            group.addTask { try await clock.sleep(until: deadline) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
