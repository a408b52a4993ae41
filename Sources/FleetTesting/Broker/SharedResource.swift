import FleetCore
import Synchronization

/// Something expensive that the tests of a process share: made by the first who asks, the others wait.
public final class SharedResource<Value: Sendable>: Sendable {
    private enum State {
        case untouched
        case beingMade
        case made(Result<Value, any Error>)
    }

    private let state = Mutex(State.untouched)
    private let done = Signal()
    private let make: @Sendable () async throws -> Value

    public init(_ make: @escaping @Sendable () async throws -> Value) { self.make = make }

    public func get() async throws -> Value {
        let isFirst = state.withLock { state in
            guard case .untouched = state else { return false }
            state = .beingMade
            return true
        }
        if isFirst {
            let result: Result<Value, any Error>
            do { result = .success(try await make()) } catch { result = .failure(error) }
            state.withLock { $0 = .made(result) }
            done.set()
        }
        try await done.wait()
        guard case .made(let result) = state.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }
}
