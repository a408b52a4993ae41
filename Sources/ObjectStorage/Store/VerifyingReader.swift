import Crypto
import FleetCore
import Synchronization

/// Checks length and digest while an object is read: the end is only reached when both are right.
final class VerifyingReader: ObjectReader {
    private struct State {
        var left: Int64
        // One owner at a time: only ever touched inside the lock.
        nonisolated(unsafe) let hash = SHA256()
    }

    private let source: any ObjectReader
    private let expected: ArtifactReference
    private let state: Mutex<State>

    init(_ source: any ObjectReader, expected: ArtifactReference) {
        self.source = source
        self.expected = expected
        state = Mutex(State(left: expected.bytes))
    }

    func next() async throws -> [UInt8]? {
        guard let piece = try await source.next() else {
            let (left, digest) = state.withLock { ($0.left, $0.hash.digest().hex) }
            if left != 0 || digest != expected.sha256 { throw mismatch() }
            return nil
        }
        let left = state.withLock { state in
            state.left -= Int64(piece.count)
            state.hash.update(piece)
            return state.left
        }
        guard left >= 0 else {
            await source.close()
            throw mismatch()
        }
        return piece
    }

    func close() async { await source.close() }

    private func mismatch() -> FleetError {
        FleetError(
            "object_damaged", .permanent, "\(expected.key): the bytes are not those that were recorded (\(expected.bytes) bytes, SHA-256 \(expected.sha256.prefix(12))...)",
            hint: "restore the object, or run the stage that made it again")
    }
}
