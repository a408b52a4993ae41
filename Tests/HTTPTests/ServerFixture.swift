import FleetCore
import HTTP
import JSON
import Telemetry

/// A server with a few routes on a free port of the loopback address.
struct ServerFixture: Sendable {
    let server: HTTPServer
    let shutdown = Signal()
    let released = Signal()

    init(authorizer: (any RequestAuthorizer)? = nil, _ adjust: (inout HTTPServerSettings) -> Void = { _ in }) {
        var settings = HTTPServerSettings()
        adjust(&settings)
        let released = released
        server = HTTPServer(
            routes: [
                HTTPRoute(.get, "/hello", operationID: "hello", role: nil) { request in .text("hello \(request.query["name"] ?? "nobody")") },
                HTTPRoute(.get, "/jobs/{id}", operationID: "job", role: nil) { request in .json(["id": .string(try request.parameter("id"))]) },
                HTTPRoute(.get, "/jobs/search", operationID: "search", role: nil) { _ in .text("search") },
                HTTPRoute(.post, "/echo", operationID: "echo", role: nil, maximumBodyBytes: 1000) { request in
                    HTTPResponse(headers: ["Content-Type": "application/octet-stream"], body: .bytes(request.body))
                },
                HTTPRoute(.post, "/json", operationID: "json", role: nil) { request in .json(try request.json()) },
                HTTPRoute(.get, "/admin", operationID: "admin", role: "admin") { _ in .text("secret") },
                HTTPRoute(.post, "/secret", operationID: "secret", role: "admin") { request in .text("for \(request.principal?.name ?? "nobody")") },
                HTTPRoute(.get, "/bug", operationID: "bug", role: nil) { _ in throw FleetError("oops", .bug, "private detail") },
                HTTPRoute(.get, "/later", operationID: "later", role: nil) { _ in
                    throw FleetError("rate_limited", .throttled, "too many", retryAfter: .seconds(7))
                },
                HTTPRoute(.get, "/wait", operationID: "wait", role: nil) { _ in
                    try await released.wait()
                    return .text("released")
                },
                HTTPRoute(.get, "/events", operationID: "events", role: nil) { _ in .events(Counting(limit: 3)) },
                HTTPRoute(.get, "/endless", operationID: "endless", role: nil) { _ in .events(Counting(limit: nil)) },
                HTTPRoute(.get, "/download", operationID: "download", role: nil) { _ in
                    HTTPResponse(body: .stream(length: 3_000_000, Repeating(pieces: 3, breaks: false)))
                },
                HTTPRoute(.get, "/broken", operationID: "broken", role: nil) { _ in
                    HTTPResponse(body: .stream(length: 5_000_000, Repeating(pieces: 3, breaks: true)))
                },
            ],
            settings: settings, authorizer: authorizer, clock: SystemClock(), logger: Logger(label: "test", sink: SilentLogSink()))
    }

    /// Runs the server around a body.
    func run(_ body: @escaping @Sendable (UInt16) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(until: shutdown) }
            do { try await body(try await server.port()) } catch {
                shutdown.set()
                throw error
            }
            shutdown.set()
            try await group.waitForAll()
        }
    }

    /// Numbers as events; without a limit it waits for ever after the first.
    actor Counting: ServerSentEventSource {
        private let limit: Int?
        private var count = 0
        init(limit: Int?) { self.limit = limit }
        func next() async throws -> ServerSentEvent? {
            count += 1
            if limit == nil, count > 1 { try await Signal().wait() }
            if let limit, count > limit { return nil }
            return ServerSentEvent(id: String(count), event: "tick", data: "line \(count)\nmore")
        }
        func close() async {}
    }

    actor Repeating: HTTPBodySource {
        private var left: Int
        private let breaks: Bool
        init(pieces: Int, breaks: Bool) {
            left = pieces
            self.breaks = breaks
        }
        func next() async throws -> [UInt8]? {
            if left == 0 {
                if breaks { throw FleetError("lost", .transient, "the source is gone") }
                return nil
            }
            left -= 1
            return [UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000)
        }
        func close() async {}
    }
}
