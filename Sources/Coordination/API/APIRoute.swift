import FleetCore
import HTTP
import JSON

/// Makes routes whose handlers know who asks, and whose errors carry the right status.
enum APIRoute {
    static func make(
        _ method: HTTPMethod, _ pattern: String, _ operation: String, _ role: APIRole, requestSchema: String? = nil, atMost bytes: Int = 1 << 20,
        _ handler: @escaping @Sendable (APICall) async throws -> HTTPResponse
    ) -> HTTPRoute {
        HTTPRoute(method, pattern, operationID: operation, role: role.rawValue, requestSchema: requestSchema, maximumBodyBytes: bytes) { request in
            do {
                return try await handler(try APICall(request))
            } catch let error as FleetError {
                return problem(error)
            }
        }
    }

    /// A problem with the status of its code, where that has one of its own here.
    static func problem(_ error: FleetError) -> HTTPResponse {
        var response = HTTPResponse.problem(error)
        let status: Int
        switch error.code.rawValue {
        case "job_unknown", "model_unknown", "model_version_unknown", "permit_unknown", "object_missing", "dead_letter_unknown": status = 404
        case "job_finished", "state_conflict", "idempotency_key_used", "gates_not_passed", "nothing_to_roll_back", "dead_letter_replayed",
            "dead_letter_not_replayable", "dead_letter_truncated":
            status = 409
        default: return response
        }
        guard case .bytes(let bytes) = response.body, var object = (try? JSONReader.parse(bytes))?.object else { return response }
        object["status"] = .integer(Int64(status))
        object["title"] = status == 404 ? "Not Found" : "Conflict"
        response.status = status
        response.body = .bytes(JSONWriter.compact.bytes(.object(object)))
        return response
    }
}
