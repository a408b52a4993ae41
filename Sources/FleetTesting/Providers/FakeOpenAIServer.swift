import FleetCore
import Foundation
import HTTP
import JSON
import Providers
import Telemetry

/// The fake provider behind a real HTTP server on the loopback address: what a client really sends, and really gets.
public struct FakeOpenAIServer: Sendable {
    public let fake: FakeOpenAI
    private let server: HTTPServer
    private let shutdown = Signal()

    public init(fake: FakeOpenAI) {
        self.fake = fake
        let answer: HTTPRoute.Handler = { request in try await Self.answer(request, fake) }
        func route(_ method: HTTPMethod, _ path: String, _ operation: String) -> HTTPRoute {
            HTTPRoute(method, "/v1" + path, operationID: operation, role: nil, maximumBodyBytes: 8 << 20, handler: answer)
        }
        var settings = HTTPServerSettings()
        settings.drainDeadline = .milliseconds(100)
        server = HTTPServer(
            name: "fake provider",
            routes: [
                route(.post, "/files", "upload"), route(.post, "/fine_tuning/jobs", "create"), route(.get, "/fine_tuning/jobs", "list"),
                route(.get, "/fine_tuning/jobs/{id}", "status"), route(.get, "/fine_tuning/jobs/{id}/events", "events"),
                route(.post, "/fine_tuning/jobs/{id}/cancel", "cancel"), route(.post, "/chat/completions", "chat"),
                route(.post, "/embeddings", "embed"),
            ], settings: settings, clock: SystemClock(), logger: Logger(label: "fake-provider", sink: SilentLogSink()))
    }

    /// Runs the server around a body, which gets its base URL.
    public func run(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(until: shutdown) }
            do { try await body("http://127.0.0.1:\(try await server.port())/v1") } catch {
                shutdown.set()
                throw error
            }
            shutdown.set()
            try await group.waitForAll()
        }
    }

    private static func answer(_ request: HTTPRequest, _ fake: FakeOpenAI) async throws -> HTTPResponse {
        var headers: [String: String] = [:]
        for field in request.headers.fields { headers[field.name.lowercased()] = field.value }
        var body = ProviderRequest.Body.none
        if let form = MultipartForm(request.body, type: headers["content-type"] ?? "") {
            body = .upload(fields: form.fields, file: TrainingFile(path: form.fileText, name: form.fileName))
        } else if !request.body.isEmpty {
            body = .json(request.body)
        }
        let query = request.query.items.map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
        let url = "http://fake" + request.path + (query.isEmpty ? "" : "?" + query)
        do {
            let response = try await fake.send(ProviderRequest(method: request.method.rawValue, url: url, headers: headers, body: body))
            let fields = response.headers.map { HTTPHeaders.Field(name: $0.key, value: $0.value) }
            return HTTPResponse(
                status: response.status, headers: HTTPHeaders(fields + [HTTPHeaders.Field(name: "Content-Type", value: "application/json")]),
                body: .bytes(response.body))
        } catch {
            // Whatever was lost: the connection breaks, and the client cannot tell what was done.
            return HTTPResponse(body: .stream(length: 1_000, BrokenBody()))
        }
    }

    private static func escaped(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }

    private struct BrokenBody: HTTPBodySource {
        func next() async throws -> [UInt8]? { throw FleetError("cut", .transient, "the connection is cut") }
        func close() async {}
    }
}
