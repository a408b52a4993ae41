import FleetCore
import HTTP
import Synchronization

/// One version of an object being read from an offset, window by window: what is cut off goes on where it was cut, and another version never
/// gets mixed in. Exactly as many bytes come as the object has, else an error.
final class S3Reader: ObjectReader {
    /// Which version of which object.
    struct Version: Sendable {
        let bucket: String
        let key: String
        let bytes: Int64
        let tag: String

        var shown: String { "s3://\(bucket)/\(key)" }
    }

    private struct State {
        /// Of the first byte that was not asked for yet.
        var offset: Int64
        var window: [UInt8] = []
        var given = 0
        var windowBytes: Int
        var isClosed = false
    }

    private static let pieceBytes = 1 << 20

    private let client: S3Client
    private let version: Version
    private let changed: FleetError
    private let largestWindow: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - largestWindow: in bytes.
    ///   - changed: what another version means to whoever reads.
    init(_ version: Version, from offset: Int64, client: S3Client, largestWindow: Int, changed: FleetError) {
        self.version = version
        self.client = client
        self.changed = changed
        self.largestWindow = largestWindow
        state = Mutex(State(offset: offset, windowBytes: min(client.limits.firstWindowBytes, largestWindow)))
    }

    func next() async throws -> [UInt8]? {
        if let piece = take() { return piece }
        let (offset, isClosed, wanted) = state.withLock { state in
            // One window at a time.
            state.window = []
            state.given = 0
            return (state.offset, state.isClosed, state.windowBytes)
        }
        guard !isClosed, offset < version.bytes else { return nil }
        let window = try await window(from: offset, to: min(offset + Int64(wanted), version.bytes))
        state.withLock { state in
            state.window = window
            state.offset += Int64(window.count)
            state.windowBytes = min(wanted * 4, largestWindow)
        }
        return take()
    }

    func close() async {
        state.withLock { state in
            state.isClosed = true
            state.window = []
            state.given = 0
        }
    }

    private func take() -> [UInt8]? {
        state.withLock { state in
            guard state.given < state.window.count else { return nil }
            let end = min(state.given + Self.pieceBytes, state.window.count)
            defer { state.given = end }
            return Array(state.window[state.given..<end])
        }
    }

    private func window(from start: Int64, to end: Int64) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(end - start))
        try await client.retrying(version.shown) { left in try await fetch(from: start, to: end, into: &bytes, within: left) }
        return bytes
    }

    /// Adds what is missing; what came before a failure stays.
    private func fetch(from start: Int64, to end: Int64, into bytes: inout [UInt8], within left: Duration) async throws {
        let offset = start + Int64(bytes.count)
        guard offset < end else { return }
        var request = S3Request("GET", version.bucket, version.key)
        request.headers = [("range", "bytes=\(offset)-\(end - 1)"), ("if-match", version.tag)]
        let stream: any ClientStream
        do { stream = try await client.open(request, within: left, atMost: Int(end - offset)) } catch let error as FleetError
            where error.code == "precondition_failed"
        {
            throw changed
        }
        do {
            let head = S3Head(status: stream.status, headers: stream.headers)
            // The condition is a request; what came is what counts.
            guard head.tag == version.tag, head.bytes == nil || head.bytes == version.bytes else { throw changed }
            guard head.start == offset else { throw wrong("another part than the one that was asked for") }
            while let piece = try await stream.next() {
                guard Int64(bytes.count + piece.count) <= end - start else { throw wrong("more than was asked for") }
                bytes += piece
            }
        } catch {
            await stream.close()
            throw (error as? FleetError)?.code == "response_too_large" ? wrong("more than was asked for") : error
        }
        // A short body is never the end, whatever the answer said about its length.
        guard Int64(bytes.count) == end - start else { throw wrong("less than was asked for") }
    }

    private func wrong(_ what: String) -> FleetError { FleetError("store_unavailable", .transient, "\(version.shown): the storage sent \(what)") }
}
