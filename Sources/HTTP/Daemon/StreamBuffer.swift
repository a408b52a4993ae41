import CMicroHTTP
import FleetCore
import Synchronization

/// The bytes between a handler that makes a stream and the daemon's thread that sends it; at most `capacity` wait.
final class StreamBuffer: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var start = 0
        var end: End?
        /// Set while the daemon's thread waits for bytes: only then may the connection be resumed.
        var suspended: ConnectionHandle?
        var count: Int { bytes.count - start }
    }
    private enum End { case complete, broken }

    private static let capacity = 256 * 1024
    private let state = Mutex(State())
    private let room = Wakeup()
    /// Set when the client is gone, or everything was sent.
    let closed = Signal()

    /// Adds a piece, waiting for room first (one caller waits at a time).
    /// - Throws: `CancellationError`.
    func append(_ piece: [UInt8]) async throws {
        while state.withLock({ $0.count >= Self.capacity }), !closed.isSet { try await room.wait() }
        put(piece)
    }

    /// Adds a piece only where the client waits for one.
    func appendIfIdle(_ piece: [UInt8]) {
        if state.withLock({ $0.suspended != nil }) { put(piece) }
    }

    func finish(complete: Bool) {
        state.withLock { state in
            if state.end == nil { state.end = complete ? .complete : .broken }
            Self.resume(&state)
        }
    }

    func close() {
        closed.set()
        room.ring()
    }

    /// On the daemon's thread: copies what is there, or suspends the connection.
    func read(into buffer: UnsafeMutableRawBufferPointer, connection: OpaquePointer) -> Int {
        let count = state.withLock { state -> Int in
            let count = min(buffer.count, state.count)
            if count > 0 {
                state.bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[state.start..<(state.start + count)])) }
                state.start += count
                if state.start == state.bytes.count {
                    state.bytes.removeAll(keepingCapacity: true)
                    state.start = 0
                }
                return count
            }
            switch state.end {
            case .complete: return -1
            case .broken: return -2
            case nil:
                state.suspended = ConnectionHandle(pointer: connection)
                MHD_suspend_connection(connection)
                return 0
            }
        }
        if count > 0 { room.ring() }
        return count
    }

    private func put(_ piece: [UInt8]) {
        state.withLock { state in
            guard state.end == nil else { return }
            state.bytes += piece
            Self.resume(&state)
        }
    }

    private static func resume(_ state: inout State) {
        guard let connection = state.suspended else { return }
        state.suspended = nil
        MHD_resume_connection(connection.pointer)
    }
}
