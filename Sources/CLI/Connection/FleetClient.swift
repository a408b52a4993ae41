import FleetCore
import HTTP
import JSON

/// The coordinator's API as commands use it: JSON in and out, problems as errors.
public struct FleetClient: Sendable {
    public let endpoint: FleetEndpoint
    private let http: any HTTPClient

    public init(endpoint: FleetEndpoint, clock: any FleetClock) throws {
        // The endpoint is named by whoever runs the command, so that a private address is no trap.
        self.init(endpoint: endpoint, http: try CurlClient(policy: AddressPolicy(allowsPrivate: true)))
    }

    init(endpoint: FleetEndpoint, http: any HTTPClient) {
        self.endpoint = endpoint
        self.http = http
    }

    public func get(_ path: String, query: [(String, String)] = []) async throws -> JSONValue { try await call("GET", path, query, nil) }

    public func post(_ path: String, query: [(String, String)] = [], body: JSONValue = .object([:])) async throws -> JSONValue {
        try await call("POST", path, query, body)
    }

    public func put(_ path: String, body: JSONValue) async throws -> JSONValue { try await call("PUT", path, [], body) }

    /// A page of text.
    public func page(_ path: String, query: [(String, String)] = []) async throws -> String {
        let response = try await reached { try await http.send(request("GET", path, query, nil)) }
        guard (200..<300).contains(response.status) else { throw problem(response.status, response.body) }
        return String(decoding: response.body, as: UTF8.self)
    }

    /// Opens a download.
    public func download(_ path: String) async throws -> any ClientStream {
        let stream = try await reached { try await http.stream(request("GET", path, [], nil)) }
        guard stream.status == 200 else {
            var body: [UInt8] = []
            while let piece = try await stream.next() { body += piece }
            throw problem(stream.status, body)
        }
        return stream
    }

    /// JSON for `--json`.
    public func text(_ value: JSONValue) -> String { String(decoding: JSONWriter.pretty.bytes(value), as: UTF8.self) }

    private func call(_ method: String, _ path: String, _ query: [(String, String)], _ body: JSONValue?) async throws -> JSONValue {
        let response = try await reached { try await http.send(request(method, path, query, body)) }
        guard (200..<300).contains(response.status) else { throw problem(response.status, response.body) }
        return response.body.isEmpty ? .null : try response.json()
    }

    private func request(_ method: String, _ path: String, _ query: [(String, String)], _ body: JSONValue?) -> ClientRequest {
        let pairs = query.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        return ClientRequest(
            method, endpoint.url + path + (pairs.isEmpty ? "" : "?\(pairs)"), headers: [("Authorization", "Bearer \(endpoint.token)")],
            body: body.map { .bytes(JSONWriter.compact.bytes($0), type: "application/json") } ?? .none, totalTimeout: .seconds(90),
            maximumResponseBytes: 64 << 20)
    }

    private func reached<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as FleetError where error.disposition == .transient {
            throw FleetError(
                "fleet_unreachable", .transient, "the fleet at \(endpoint.url) does not answer", hint: "check that it runs: modelops doctor")
        }
    }

    private func problem(_ status: Int, _ body: [UInt8]) -> FleetError {
        guard let value = try? JSONReader.parse(body, limits: JSONLimits(maximumBytes: 1 << 20)) else {
            return FleetError(FleetError.Code(rawValue: "http_\(status)"), status >= 500 ? .transient : .rejected, "the fleet answered with status \(status)")
        }
        // `/readyz` lists what is wrong; the first of it is enough to begin with.
        let error = value["error"] ?? value["troubles"]?[0] ?? value
        let code = error["code"]?.string ?? "http_\(status)"
        return FleetError(
            FleetError.Code(rawValue: code), status == 500 ? .bug : status > 500 ? .transient : .rejected,
            error["message"]?.string ?? error["detail"]?.string ?? "the fleet answered with status \(status)", path: error["path"]?.string,
            hint: error["hint"]?.string ?? (code == "shutting_down" ? "start it again with `modelops up`" : nil))
    }
}
