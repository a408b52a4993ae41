import Synchronization

/// What is to be written to a child's standard input; at most 1 MiB waits.
final class InputQueue: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isClosed = false
    }

    private static let limit = 1024 * 1024
    private let state = Mutex(State())

    /// False when closed or full.
    func append(_ bytes: [UInt8]) -> Bool {
        state.withLock { state in
            guard !state.isClosed, state.bytes.count + bytes.count <= Self.limit else { return false }
            state.bytes += bytes
            return true
        }
    }

    func close() { state.withLock { $0.isClosed = true } }

    var isEmpty: Bool { state.withLock { $0.bytes.isEmpty } }

    /// All was written and nothing follows.
    var isFinished: Bool { state.withLock { $0.isClosed && $0.bytes.isEmpty } }

    /// Hands the bytes to `write`, which says how many it took.
    func write(_ write: (UnsafeRawBufferPointer) -> Int) {
        state.withLock { state in
            let count = state.bytes.withUnsafeBytes(write)
            if count > 0 { state.bytes.removeFirst(count) }
        }
    }

    /// The reader is gone: what waits is of no use.
    func abandon() {
        state.withLock { state in
            state.isClosed = true
            state.bytes = []
        }
    }
}
