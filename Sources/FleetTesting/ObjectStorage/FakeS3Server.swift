import Crypto
import FleetCore
import HTTP
import ObjectStorage
import Telemetry

/// The storage in memory behind a real HTTP server on the loopback address: its faults happen on a real connection.
public struct FakeS3Server: Sendable {
    public let fake: FakeS3
    private let server: HTTPServer
    private let shutdown = Signal()

    public init(fake: FakeS3) {
        self.fake = fake
        let answer: HTTPRoute.Handler = { request in Self.response(to: request, fake) }
        var routes: [HTTPRoute] = []
        var pattern = "/{bucket}"
        for depth in 0..<9 {
            for method in [HTTPMethod.get, .put, .post, .delete] {
                routes.append(HTTPRoute(method, pattern, operationID: "\(method)-\(depth)", role: nil, maximumBodyBytes: 64 << 20, handler: answer))
            }
            pattern += "/{part\(depth)}"
        }
        var settings = HTTPServerSettings()
        settings.drainDeadline = .milliseconds(100)
        server = HTTPServer(
            name: "fake s3", routes: routes, settings: settings, clock: SystemClock(), logger: Logger(label: "fake-s3", sink: SilentLogSink()))
    }

    /// Runs the server around a body, which gets a client of it that repeats at once.
    public func run(_ adjust: (inout S3Limits) -> Void = { _ in }, _ body: @escaping @Sendable (S3Client) async throws -> Void) async throws {
        var limits = S3Limits()
        limits.retry.baseSeconds = 0.001
        limits.retry.ceilingSeconds = 0.002
        adjust(&limits)
        try await serve { [limits] port in
            let client = S3Client(
                endpoint: try S3Endpoint("http://127.0.0.1:\(port)", region: "eu-central-1"),
                credentials: FixedS3Credential(AWSCredential(accessKey: "AKIDTEST", secretKey: "test-secret")),
                http: try CurlClient(policy: AddressPolicy(allowsPrivate: true)), clock: SystemClock(), random: SeededRandom(seed: 1),
                limits: limits)
            try await body(client)
        }
    }

    /// Runs the server around a body, which gets its port.
    public func serve(_ body: @escaping @Sendable (UInt16) async throws -> Void) async throws {
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

    private static func response(to request: HTTPRequest, _ fake: FakeS3) -> HTTPResponse {
        let parts = request.path.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let (reply, fault) = fake.answer(
            FakeS3.Request(
                method: request.method.rawValue, bucket: String(parts[0]), key: parts.count == 2 ? PercentEncoding.decode(parts[1]) : nil,
                query: Dictionary(request.query.items.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
                headers: Dictionary(request.headers.fields.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 }), body: request.body))
        let body: HTTPResponse.Body
        switch fault {
        case .lost: body = .stream(length: Int64(max(reply.body.count, 1)), Pieces([]))
        case .cut(let count): body = .stream(length: Int64(reply.body.count), Pieces([Array(reply.body.prefix(count))]))
        case .dripping: body = .stream(length: Int64(reply.body.count), Pieces(reply.body.map { [$0] }, pause: .milliseconds(20)))
        default: body = .bytes(reply.body)
        }
        return HTTPResponse(
            status: reply.status, headers: HTTPHeaders(reply.headers.map { HTTPHeaders.Field(name: $0.name, value: $0.value) }), body: body)
    }

    /// Pieces, and then no end but a broken connection.
    private actor Pieces: HTTPBodySource {
        private var left: [[UInt8]]
        private let pause: Duration?

        init(_ pieces: [[UInt8]], pause: Duration? = nil) {
            left = pieces.filter { !$0.isEmpty }
            self.pause = pause
        }

        func next() async throws -> [UInt8]? {
            guard !left.isEmpty else { throw FleetError("cut", .transient, "the connection is cut") }
            if let pause { try await SystemClock().sleep(for: pause) }
            return left.removeFirst()
        }

        func close() async {}
    }
}
