import FleetCore
import Foundation
import Glibc

/// The right to open a state directory: an flock on `coordinator.lock`, held as long as the descriptor is open and never inherited.
final class CoordinatorLock: @unchecked Sendable {
    // `lock` guards `descriptor`.
    private let lock = NSLock()
    private var descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { release() }

    /// Takes the lock, waiting for a holder that is about to end.
    /// - Throws: `FleetError` `store_locked` (fatal) naming the holder's process and host after `patience`.
    static func acquire(directory: String, clock: any FleetClock, patience: Duration = .seconds(10)) async throws -> CoordinatorLock {
        try FileSystemKind.refuseNetwork(directory)
        let path = directory + "/coordinator.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw FleetError(
                "store_unwritable", .fatal, "\(path) cannot be opened: \(String(cString: strerror(errno)))",
                hint: "give the coordinator's user the right to write there")
        }
        let taken = CoordinatorLock(descriptor: descriptor)
        let deadline = clock.now() + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw FleetError("store_unwritable", .fatal, "\(path) cannot be locked: \(String(cString: strerror(errno)))")
            }
            guard clock.now() < deadline else {
                throw FleetError(
                    "store_locked", .fatal, "\(directory) is in use by \(holder(descriptor))",
                    hint: "stop that coordinator first, or give this one a directory of its own")
            }
            try await clock.sleep(for: .milliseconds(200))
        }
        taken.writeHolder()
        return taken
    }

    /// Gives the right back.
    func release() {
        lock.withLock {
            guard descriptor >= 0 else { return }
            Glibc.close(descriptor)
            descriptor = -1
        }
    }

    private func writeHolder() {
        let text = Array("\(getpid()) \(ProcessInfo.processInfo.hostName)\n".utf8)
        // For people who meet the lock; the lock itself does not depend on it.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    }

    private static func holder(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        let words = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return words.count == 2 ? "process \(words[0]) on host \(words[1])" : "another process"
    }
}
