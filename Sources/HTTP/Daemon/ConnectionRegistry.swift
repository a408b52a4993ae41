import CMicroHTTP
import FleetCore
import Glibc
import Synchronization

/// The open connections with the time by which each must have made its next step: against clients that drip a request byte by byte.
/// A descriptor stands here only while libmicrohttpd has it open, so `shutdown` never hits another one.
final class ConnectionRegistry: Sendable {
    private struct Entry {
        let descriptor: Int32
        var deadline: MonotonicInstant?
    }

    private let entries = Mutex<[UInt: Entry]>([:])
    private let clock: any FleetClock

    init(clock: any FleetClock) { self.clock = clock }

    func opened(_ connection: OpaquePointer, within duration: Duration) {
        let entry = Entry(descriptor: fleet_mhd_descriptor(connection), deadline: clock.now() + duration)
        entries.withLock { $0[UInt(bitPattern: connection)] = entry }
    }

    func closed(_ connection: OpaquePointer) { entries.withLock { _ = $0.removeValue(forKey: UInt(bitPattern: connection)) } }

    /// A new deadline for the next step; nil while the next step is ours.
    func expect(_ connection: OpaquePointer, within duration: Duration?) {
        let deadline = duration.map { clock.now() + $0 }
        entries.withLock { $0[UInt(bitPattern: connection)]?.deadline = deadline }
    }

    /// Breaks off every connection whose deadline has passed.
    func sweep() {
        let now = clock.now()
        entries.withLock { entries in
            for entry in entries.values {
                if let deadline = entry.deadline, deadline < now { _ = shutdown(entry.descriptor, Int32(SHUT_RDWR)) }
            }
        }
    }
}
