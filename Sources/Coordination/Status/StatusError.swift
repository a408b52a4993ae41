import FleetCore
import JSON

/// An error as users see it: `{"code", "path", "message", "hint", "retryable"}`.
enum StatusError {
    static func json(_ error: FleetError) -> JSONValue {
        make(
            code: error.code.rawValue, path: error.path, message: error.message, hint: error.hint, isRetryable: error.disposition.isRetryable)
    }

    /// Whatever form an error was stored in, in the form of the interface.
    static func normalised(_ stored: JSONValue) -> JSONValue {
        let disposition = stored["disposition"]?.string.flatMap(Disposition.init(rawValue:))
        return make(
            code: stored["code"]?.string ?? "unknown", path: stored["path"]?.string, message: stored["message"]?.string ?? "",
            hint: stored["hint"]?.string, isRetryable: stored["retryable"]?.boolean ?? disposition?.isRetryable ?? false)
    }

    private static func make(code: String, path: String?, message: String, hint: String?, isRetryable: Bool) -> JSONValue {
        [
            "code": .string(code), "path": path.map { .string($0) } ?? .null, "message": .string(message),
            "hint": hint.map { .string($0) } ?? .null, "retryable": .bool(isRetryable),
        ]
    }
}
