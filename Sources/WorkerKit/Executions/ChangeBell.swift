import FleetCore
import Synchronization

/// Tells the loop of beats that there is something to tell: at once, or with the next convenient beat.
final class ChangeBell: Sendable {
    struct Changes: Sendable, Equatable {
        var isUrgent = false
        var hasNews = false
    }

    let wakeup = Wakeup()
    private let changes = Mutex(Changes())

    /// A change that the coordinator waits for: partitions, a slot that no outcome tells of, a checkpoint.
    func urgent() {
        changes.withLock { $0.isUrgent = true }
        wakeup.ring()
    }

    /// Progress or a line for the log.
    func news() {
        let isFirst = changes.withLock { changes in
            defer { changes.hasNews = true }
            return !changes.hasNews
        }
        if isFirst { wakeup.ring() }
    }

    /// What has changed since the last call of `clear`.
    var current: Changes { changes.withLock { $0 } }

    func clear() { changes.withLock { $0 = Changes() } }
}
