import FleetCore
import JSON

extension HTTPResponse {
    /// An error as RFC 9457's `application/problem+json`, with our members `code`, `path`, `hint`, `retryable`.
    /// The text of our own mistakes stays inside: only its code goes out.
    public static func problem(_ error: FleetError) -> HTTPResponse {
        let status = status(for: error)
        var object: JSONObject = [
            "type": "about:blank", "title": .string(reason(status)), "status": .integer(Int64(status)), "code": .string(error.code.rawValue),
        ]
        object["message"] = .string(status == 500 ? "an internal error; the server's log says more" : error.message)
        if let path = error.path { object["path"] = .string(path) }
        if let hint = error.hint, status != 500 { object["hint"] = .string(hint) }
        object["retryable"] = .bool(error.disposition.isRetryable)
        var response = HTTPResponse(
            status: status, headers: ["Content-Type": "application/problem+json"], body: .bytes(JSONWriter.compact.bytes(.object(object))))
        if let delay = error.retryAfter { response.headers["Retry-After"] = String(max(1, Int(delay.inSeconds.rounded(.up)))) }
        return response
    }

    /// Codes that have a status of their own go first, then the disposition decides.
    static func status(for error: FleetError) -> Int {
        switch error.code.rawValue {
        case "unauthenticated": return 401
        case "forbidden": return 403
        case "method_not_allowed": return 405
        case "request_too_large", "json_too_large": return 413
        case "not_found": return 404
        case "conflict": return 409
        case "not_implemented": return 501
        default: break
        }
        if error.code.rawValue.hasSuffix("_not_found") { return 404 }
        if error.code.rawValue.hasSuffix("_conflict") || error.code.rawValue.hasSuffix("_exists") { return 409 }
        switch error.disposition {
        case .rejected: return 400
        case .permanent: return 422
        case .fenced: return 409
        case .throttled: return 429
        case .transient, .blocked, .interrupted: return 503
        case .fatal, .bug: return 500
        }
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        default: "Internal Server Error"
        }
    }
}
