import FleetCore
import HTTP
import JSON

/// The coordinator over HTTP, as another system uses it.
struct FleetAPI: Sendable {
    let url: String
    let token: String
    private let client: CurlClient

    init(url: String, token: String) throws {
        self.url = url
        self.token = token
        client = try CurlClient(policy: AddressPolicy(allowsPrivate: true))
    }

    func send(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> (status: Int, body: JSONValue) {
        let request = ClientRequest(
            method, url + path, headers: [("Authorization", "Bearer \(token)")],
            body: body.map { .bytes(JSONWriter.compact.bytes($0), type: "application/json") } ?? .none, totalTimeout: .seconds(90))
        let response = try await client.send(request)
        return (response.status, try response.json())
    }

    func get(_ path: String) async throws -> JSONValue {
        let (status, body) = try await send("GET", path)
        guard status == 200 else { throw FleetError("http", .permanent, "GET \(path) answered \(status): \(JSONWriter.compact.text(body))") }
        return body
    }

    func job(_ id: String) async throws -> JSONValue { try await get("/v1/jobs/\(id)") }

    /// Waits for the end of a job; what it is then, with its stages.
    func ended(job id: String, within limit: Duration = .seconds(600)) async throws -> JSONValue {
        try await until("the end of \(id)", "/v1/jobs/\(id)", within: limit) { job -> JSONValue? in
            // A bare nil would be JSON's null.
            job["terminal"]?.boolean == true ? job : Optional<JSONValue>.none
        }
    }

    /// Asks again and again until `find` answers something.
    func until<Found: Sendable>(
        _ what: String, _ path: String, within limit: Duration = .seconds(60), _ find: @escaping @Sendable (JSONValue) -> Found?
    ) async throws -> Found {
        let clock = SystemClock()
        return try await clock.withTimeout(limit, waitingFor: what) {
            while true {
                // A process that is not there yet, or not any more, is asked again.
                if let answer = try? await send("GET", path).body, let found = find(answer) { return found }
                try await clock.sleep(for: .milliseconds(100))
            }
        }
    }
}
