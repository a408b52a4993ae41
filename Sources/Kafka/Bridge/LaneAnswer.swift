import FleetCore
import Synchronization

/// What a call on a blocking thread gave, and the signal that it is there.
final class LaneAnswer<Value: Sendable>: Sendable {
    private let stored = Mutex<Result<Value, any Error>?>(nil)
    let done = Signal()

    var result: Result<Value, any Error>? { stored.withLock { $0 } }

    /// The first answer counts.
    func finish(_ result: Result<Value, any Error>) {
        stored.withLock { if $0 == nil { $0 = result } }
        done.set()
    }
}
