import FleetCore
import Glibc
import Synchronization

/// A file being read, from an offset, in pieces.
final class FileReader: ObjectReader {
    private static let pieceBytes = 256 * 1024

    private struct State {
        var descriptor: Int32?
        var left: Int64?
    }

    private let path: String
    private let threads: FileThreads
    private let state: Mutex<State>

    /// - Parameters:
    ///   - descriptor: taken over.
    ///   - limit: bytes after which reading ends, and before which the file may not; nil reads to the end of the file.
    init(path: String, descriptor: Int32, limit: Int64?, threads: FileThreads) {
        self.path = path
        self.threads = threads
        state = Mutex(State(descriptor: descriptor, left: limit))
    }

    func next() async throws -> [UInt8]? {
        let (open, left) = state.withLock { ($0.descriptor, $0.left) }
        guard let descriptor = open else { return nil }
        let wanted = min(Self.pieceBytes, Int(clamping: max(left ?? .max, 0)))
        let piece = wanted == 0 ? [] : try await threads.run { [path] in try FileCall.read(descriptor, limit: wanted, path: path) }
        guard !piece.isEmpty else {
            await close()
            guard wanted == 0 || left == nil else {
                throw FleetError("source_changed", .rejected, "\(path) became shorter while it was read", hint: "submit the job again")
            }
            return nil
        }
        state.withLock { state in
            if let left = state.left { state.left = left - Int64(piece.count) }
        }
        return piece
    }

    func close() async { release() }

    deinit { release() }

    private func release() {
        let descriptor = state.withLock { state in
            defer { state.descriptor = nil }
            return state.descriptor
        }
        if let descriptor { _ = Glibc.close(descriptor) }
    }
}
