import FleetCore
import HTTP
import Synchronization

/// A source being read from a server: exactly as many bytes as were planned, else an error.
final class HTTPSSourceReader: ObjectReader {
    private struct State {
        var skip: Int64
        var left: Int64
    }

    private let stream: (any ClientStream)?
    private let url: SourceURL
    private let state: Mutex<State>

    /// - Parameter skip: bytes before those that are wanted, where the server knows no ranges.
    init(stream: (any ClientStream)?, skip: Int64, left: Int64, url: SourceURL) {
        self.stream = stream
        self.url = url
        state = Mutex(State(skip: skip, left: left))
    }

    func next() async throws -> [UInt8]? {
        guard let stream else { return nil }
        do {
            while let piece = try await stream.next() {
                let wanted = try take(piece)
                if !wanted.isEmpty { return wanted }
            }
        } catch let error as FleetError {
            await stream.close()
            throw error.code == "source_changed" ? error : HTTPSSourceStore.failure(error, url)
        }
        guard state.withLock({ $0.left }) == 0 else {
            throw FleetError("store_unavailable", .transient, "\(url.shown): the answer ended before its end")
        }
        return nil
    }

    func close() async { await stream?.close() }

    private func take(_ piece: [UInt8]) throws -> [UInt8] {
        try state.withLock { state in
            let skipped = Int(min(state.skip, Int64(piece.count)))
            state.skip -= Int64(skipped)
            state.left -= Int64(piece.count - skipped)
            guard state.left >= 0 else { throw HTTPSSourceStore.changed(url) }
            return skipped == 0 ? piece : Array(piece[skipped...])
        }
    }
}
