import FleetCore
import Foundation

/// Runs calls on a database one after the other on a thread of its own, since SQLite blocks. The thread begins with the first call and ends with this
/// object; the database is opened by the first call that can.
final class DatabaseThread: Sendable {
    private let queue: DatabaseQueue
    private let open: @Sendable () throws -> Database

    /// - Parameters:
    ///   - capacity: calls that may wait; one more is refused.
    ///   - open: runs on the thread, again with the next call when it throws.
    init(name: String, capacity: Int = 256, open: @escaping @Sendable () throws -> Database) {
        queue = DatabaseQueue(name: name, capacity: capacity)
        self.open = open
    }

    deinit { queue.close() }

    /// - Throws: `FleetError` `online_store_busy` (transient) when too many calls wait; what `body` throws; `CancellationError` before it has begun.
    func run<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            let call = DatabaseQueue.Call { database, open in
                continuation.resume(
                    with: Result {
                        let opened = try database ?? open()
                        database = opened
                        return try body(opened)
                    })
            } refuse: {
                continuation.resume(throwing: $0)
            }
            queue.submit(call, open: open)
        }
    }
}
