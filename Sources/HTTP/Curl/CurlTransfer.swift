import CCurl
import FleetCore
import Synchronization

/// One request on its way. Its libcurl handle is touched by the client's thread only; what both sides see stands behind the lock.
final class CurlTransfer: Sendable {
    struct Head: Sendable {
        let status: Int
        let headers: [(name: String, value: String)]
    }

    private struct State {
        var status = 0
        var lines: [(name: String, value: String)] = []
        var received = 0
        var headBytes = 0
        var hasBegun = false
        var isRefused = false
        var isTooLarge = false
        var isPaused = false
        var isCancelled = false
        var head: Head?
        var end: Result<Void, FleetError>?
    }

    let request: ClientRequest
    let policy: AddressPolicy
    /// A PEM file; nil for those of the system.
    let authorities: String?
    /// Pieces on their way to the reader; full, the transfer pauses.
    let pieces = BoundedChannel<[UInt8]>(capacity: 64)
    let headArrived = Signal()
    private let state = Mutex(State())

    init(_ request: ClientRequest, policy: AddressPolicy, authorities: String? = nil) {
        self.request = request
        self.policy = policy
        self.authorities = authorities
    }

    var head: Head? { state.withLock { $0.head } }
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// How it ended; nil while it runs.
    var end: Result<Void, FleetError>? { state.withLock { $0.end } }

    func cancel() { state.withLock { $0.isCancelled = true } }

    /// Whether the transfer was paused for want of room; asked when a piece was taken.
    func takePause() -> Bool {
        state.withLock { state in
            defer { state.isPaused = false }
            return state.isPaused
        }
    }

    // What follows is called on the client's thread.

    func refuseAddress() { state.withLock { $0.isRefused = true } }

    /// Asked right before each sending of the request: true the first time only.
    func mayBeSent() -> Bool {
        state.withLock { state in
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
    }

    /// A line of the head, or of what follows a body in chunks. A new status line begins a new head: an interim answer, or one after a proxy's.
    /// - Returns: false when there are more of them than an honest server sends.
    func receive(headerLine line: String) -> Bool {
        state.withLock { state in
            state.headBytes += line.utf8.count
            guard state.headBytes <= Self.maximumHeadBytes else {
                state.isTooLarge = true
                return false
            }
            guard state.head == nil else { return true }
            if line.hasPrefix("HTTP/") {
                state.lines = []
                state.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                state.lines.append((line[..<colon].lowercased(), String(value)))
            }
            return true
        }
    }

    /// The empty line. Interim answers (1xx) are not the head that is waited for.
    func headLineEnded() {
        let isNew = state.withLock { state -> Bool in
            guard state.head == nil, state.status >= 200 else { return false }
            state.head = Head(status: state.status, headers: state.lines)
            return true
        }
        if isNew { headArrived.set() }
    }

    enum Received { case taken, pause, abort }

    func receive(_ bytes: UnsafeBufferPointer<UInt8>) -> Received {
        let fits = state.withLock { state -> Bool in
            guard !state.isTooLarge, state.received + bytes.count <= request.maximumResponseBytes else {
                state.isTooLarge = true
                return false
            }
            return !state.isCancelled
        }
        guard fits else { return .abort }
        // The pause is noted first: a reader that takes the last piece in between finds it and wakes the thread.
        state.withLock { $0.isPaused = true }
        guard pieces.offer(Array(bytes)) else { return .pause }
        state.withLock { state in
            state.isPaused = false
            state.received += bytes.count
        }
        return .taken
    }

    func finish(_ result: CURLcode, sentBytes: Int64) {
        state.withLock { state in
            guard state.end == nil else { return }
            state.end = Self.outcome(result, state, sentBytes: sentBytes, request)
        }
        headArrived.set()
        pieces.close()
    }

    private static func outcome(_ result: CURLcode, _ state: State, sentBytes: Int64, _ request: ClientRequest) -> Result<Void, FleetError> {
        let host = request.place
        if state.isTooLarge {
            return .failure(FleetError("response_too_large", .permanent, "\(host) answered more than \(request.maximumResponseBytes) bytes"))
        }
        if result == CURLE_OK { return .success(()) }
        if state.isCancelled { return .failure(FleetError("cancelled", .interrupted, "the request to \(host) was cancelled")) }
        let cause = String(cString: curl_easy_strerror(result))
        // First of all: once a byte left, no later failure (a refused second connection, say) makes it not sent.
        if sentBytes > 0 {
            return .failure(FleetError("answer_lost", .transient, "\(host): \(cause); whether the request had an effect is not known"))
        }
        if state.isRefused {
            return .failure(
                FleetError(
                    "address_refused", .rejected, "\(host) lies in a network that may not be reached",
                    hint: "allow it in the settings, if it is yours"))
        }
        switch result {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return .failure(FleetError("url_invalid", .rejected, "\(host): \(cause)", hint: "use https://HOST/PATH"))
        case CURLE_READ_ERROR:
            return .failure(
                FleetError("file_unreadable", .permanent, "a file that was to be sent to \(host) cannot be read", hint: "check that it is there"))
        default:
            // Before the first byte of the head left, nothing can have happened at the other end.
            return .failure(FleetError("not_sent", .transient, "\(host): \(cause)", hint: "check the address and the network"))
        }
    }

    /// All lines of an answer's head together.
    private static let maximumHeadBytes = 256 << 10
}
