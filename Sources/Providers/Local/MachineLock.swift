import FleetCore
import Glibc

/// A lock that only one process of the machine holds: an flock on a file, given back by the system when its holder dies.
public struct MachineLock: Sendable {
    let path: String
    /// What it guards, for messages.
    let name: String
    let clock: any FleetClock

    private static let pause: Duration = .milliseconds(250)

    public init(path: String, name: String, clock: any FleetClock) {
        self.path = path
        self.name = name
        self.clock = clock
    }

    /// Runs `body` while holding the lock.
    /// - Throws: `FleetError` `machine_busy` (transient) when it was not free within `patience`.
    public func withLock<Result>(atMost patience: Duration, _ body: () async throws -> Result) async throws -> Result {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw FleetError("lock_unavailable", .transient, "\(name): opening \(path): \(String(cString: strerror(errno)))")
        }
        // Closing gives the lock back, also when the body throws.
        defer { close(file) }
        let deadline = clock.now() + patience
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw FleetError("lock_unavailable", .transient, "\(name): locking \(path): \(String(cString: strerror(errno)))")
            }
            guard clock.now() < deadline else {
                throw FleetError("machine_busy", .transient, "\(name) is used by another process of this machine (\(path)), waited \(patience)")
            }
            try await clock.sleep(for: Self.pause)
        }
        return try await body()
    }
}
