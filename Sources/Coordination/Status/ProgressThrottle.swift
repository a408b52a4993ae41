import FleetCore
import Synchronization

/// Lets one progress snapshot per second and job through; the next beat brings the newest figures anyway.
final class ProgressThrottle: Sendable {
    private let last = Mutex<[JobID: MonotonicInstant]>([:])
    private let clock: any FleetClock
    private static let interval = Duration.seconds(1)
    /// Beyond it the memory of quiet jobs is dropped.
    private static let maximumJobs = 10_000

    init(clock: any FleetClock) { self.clock = clock }

    func allows(_ job: JobID) -> Bool {
        let now = clock.now()
        return last.withLock { last in
            if let before = last[job], now - before < Self.interval { return false }
            if last.count >= Self.maximumJobs { last = last.filter { now - $0.value < Self.interval } }
            if last.count < Self.maximumJobs { last[job] = now }
            return true
        }
    }

    func forget(_ job: JobID) { last.withLock { _ = $0.removeValue(forKey: job) } }
}
