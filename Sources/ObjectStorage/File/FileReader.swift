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

    private init(path: String, descriptor: Int32, limit: Int64?, threads: FileThreads) {
        self.path = path
        self.threads = threads
        state = Mutex(State(descriptor: descriptor, left: limit))
    }

    /// - Parameter limit: bytes after which reading ends; nil reads to the end of the file.
    static func open(_ path: String, from offset: Int64, limit: Int64?, threads: FileThreads) async throws -> FileReader {
        let descriptor = try await threads.run { () -> Int32 in
            let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { throw FileCall.failure("opening", path) }
            if offset > 0, lseek(descriptor, off_t(offset), SEEK_SET) < 0 {
                Glibc.close(descriptor)
                throw FileCall.failure("seeking in", path)
            }
            return descriptor
        }
        return FileReader(path: path, descriptor: descriptor, limit: limit, threads: threads)
    }

    func next() async throws -> [UInt8]? {
        let (open, left) = state.withLock { ($0.descriptor, $0.left) }
        guard let descriptor = open else { return nil }
        let wanted = min(Self.pieceBytes, Int(left ?? .max))
        let piece = wanted == 0 ? [] : try await threads.run { [path] in try FileCall.read(descriptor, limit: wanted, path: path) }
        guard !piece.isEmpty else {
            await close()
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
