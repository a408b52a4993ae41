import Synchronization

/// A latch: set once, for ever; any number of waiters.
public final class Signal: Sendable {
    private struct State {
        var isSet = false
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, any Error>] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    public var isSet: Bool { state.withLock { $0.isSet } }

    /// Sets the latch and resumes every waiter; a second call does nothing.
    public func set() {
        let waiting = state.withLock { state in
            state.isSet = true
            defer { state.waiters = [:] }
            return state.waiters
        }
        for key in waiting.keys.sorted() { waiting[key]?.resume() }
    }

    /// Returns once the latch is set.
    /// - Throws: `CancellationError` when the surrounding task is cancelled first.
    public func wait() async throws {
        let ticket = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let now: Result<Void, any Error>? = state.withLock { state in
                    if state.isSet { return .success(()) }
                    // Checked inside the lock: a cancellation before this line found no waiter to resume.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[ticket] = continuation
                    return nil
                }
                if let now { continuation.resume(with: now) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(throwing: CancellationError())
        }
    }
}
