import Synchronization

/// Counts how often a closure ran.
final class RunCounter: Sendable {
    private let runs = Mutex(0)

    var count: Int { runs.withLock { $0 } }

    /// The number of this run, from 1.
    func next() -> Int {
        runs.withLock { runs in
            runs += 1
            return runs
        }
    }
}
