import FleetCore
import Synchronization

/// A closure and the task that waits for its result.
final class PendingRequest<Value: Sendable>: StoreRequest {
    private struct State {
        var value: Value?
        var continuation: CheckedContinuation<Value, any Error>?
        var early: Result<Value, any Error>?
        var isAbandoned = false
    }

    let label: String
    let term: Term?
    private let body: @Sendable (StoreTransaction) throws -> Value
    private let state = Mutex(State())

    init(label: String, term: Term?, body: @escaping @Sendable (StoreTransaction) throws -> Value) {
        self.label = label
        self.term = term
        self.body = body
    }

    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    func run(in transaction: StoreTransaction) throws {
        let value = try body(transaction)
        state.withLock { $0.value = value }
    }

    func succeed() {
        let value = state.withLock { $0.value }
        if let value {
            deliver(.success(value))
        } else {
            deliver(.failure(FleetError("store_bug", .bug, "\(label): succeeded without having run")))
        }
    }

    func fail(_ error: any Error) { deliver(.failure(error)) }

    /// Hands the request over with `submit` and waits. A cancellation before the closure has begun withdraws it; after that its result is waited for.
    func result(submit: (any StoreRequest) -> Void) async throws -> Value {
        submit(self)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                let early = state.withLock { state -> Result<Value, any Error>? in
                    if let early = state.early { return early }
                    state.continuation = continuation
                    return nil
                }
                if let early { continuation.resume(with: early) }
            }
        } onCancel: {
            state.withLock { $0.isAbandoned = true }
        }
    }

    private func deliver(_ result: Result<Value, any Error>) {
        let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            if state.early != nil { return nil }
            state.early = result
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(with: result)
    }
}
