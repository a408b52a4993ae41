import Crypto
import FleetCore
import JSON
import Messaging
import ObjectStorage
import Persistence

@testable import Coordination
@testable import HTTP

/// The interface without a socket: routes are matched, callers authorised and handlers run as the server does it.
final class APIHarness: Sendable {
    let front: FrontHarness
    let table: RouteTable
    private let authorizer: KeyAuthorizer

    /// - Parameter trouble: what `/readyz` finds.
    convenience init(trouble: FleetError? = nil) async throws {
        let front = try await FrontHarness()
        try await self.init(front, store: front.store, writing: StandInWriting(front: front), parts: front.parts, trouble: trouble)
    }

    /// Over the real machines; `front` stands aside.
    convenience init(over fleet: WholeFleet) async throws {
        try await self.init(
            FrontHarness(), store: fleet.bench.store, writing: fleet.bench.coordinator.writing, parts: fleet.parts, trouble: nil,
            pauses: { [coordinator = fleet.bench.coordinator] in coordinator.intakePauses })
    }

    private init(
        _ front: FrontHarness, store: any StateStore, writing: any StateWriting, parts: IntakeParts, trouble: FleetError?,
        pauses: @escaping @Sendable () -> [IntakePause] = { [] }
    ) async throws {
        self.front = front
        let readiness = Readiness([Readiness.Check("store") { trouble }], clock: front.clock)
        func key(_ name: String, _ tenant: String, _ role: APIRole) -> APIKey {
            APIKey(name: name, hash: SHA256.digest(of: name), tenant: TenantName(tenant), role: role)
        }
        authorizer = KeyAuthorizer(
            keys: [key("reader", "default", .reader), key("submitter", "default", .submitter), key("stranger", "acme", .admin)], localToken: "admin")
        let surroundings = APISurroundings(
            store: store, writing: writing, parts: parts, objects: StandInObjects(), readiness: readiness,
            version: "test", authorizer: authorizer, pauses: pauses, workers: { [["id": "worker_1"]] }, metrics: { "modelops_jobs 1\n" })
        table = RouteTable(FleetAPI.routes(surroundings))
    }

    struct Answer {
        let status: Int
        let body: JSONValue
        let response: HTTPResponse
        var text: String { if case .bytes(let bytes) = response.body { String(decoding: bytes, as: UTF8.self) } else { "" } }
    }

    func call(_ method: HTTPMethod, _ target: String, _ body: String = "", as key: String? = "submitter", headers: HTTPHeaders = [:]) async throws
        -> Answer
    {
        let parts = target.split(separator: "?", maxSplits: 1)
        guard case .route(let route, let parameters) = table.match(method.rawValue, parts[0]), let query = HTTPQuery(parts.count > 1 ? parts[1] : "")
        else {
            return Answer(status: 404, body: .null, response: HTTPResponse(status: 404))
        }
        var headers = headers
        if let key { headers["Authorization"] = "Bearer \(key)" }
        var request = HTTPRequest(
            method: method, path: String(parts[0]), parameters: parameters, query: query, headers: headers, body: Array(body.utf8), peer: "127.0.0.1")
        var response: HTTPResponse
        do {
            if let role = route.role { request.principal = try authorizer.authorize(headers, role: role) }
            response = try await route.handler(request)
        } catch let error as FleetError {
            response = .problem(error)
        }
        var value = JSONValue.null
        if case .bytes(let bytes) = response.body, response.headers["Content-Type"]?.contains("json") == true { value = try JSONReader.parse(bytes) }
        return Answer(status: response.status, body: value, response: response)
    }

    /// Submits the shortest job with these members.
    func submit(_ members: String = #""labels": {"order": "4711"}"#) async throws -> String {
        try await call(.post, "/v1/jobs", Samples.job(members)).body["job_id"]?.string ?? ""
    }
}

/// Writes over the stand-in for the machines.
struct StandInWriting: StateWriting {
    let front: FrontHarness
    var term: Term? { front.term }

    func write<Value: Sendable>(_ label: String, _ body: @escaping @Sendable (any JobControl) throws -> Value) async throws -> Value {
        try await front.change { try body($0) }
    }
}

/// One object under every key.
struct StandInObjects: ObjectStore {
    final class Reader: ObjectReader {
        func next() async throws -> [UInt8]? { nil }
        func close() async {}
    }

    func writer(for key: String) async throws -> any ObjectWriter { throw FleetError("store_unavailable", .transient, "no writing here") }
    func reader(forKey key: String) async throws -> any ObjectReader { Reader() }
    func stat(_ key: String) async throws -> ObjectInformation? { nil }
    func list(prefix: String, after: String?, limit: Int) async throws -> [ObjectInformation] { [] }
    func delete(_ key: String) async throws {}
}
