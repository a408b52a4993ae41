import FleetCore

/// A failure as it travels in messages and stands in the store.
public struct FailureDescription: Codable, Sendable, Equatable {
    public var code: String
    public var disposition: Disposition
    public var message: String
    public var path: String?
    public var hint: String?
    public var retryAfterMilliseconds: Int64?

    public init(_ error: FleetError) {
        code = error.code.rawValue
        disposition = error.disposition
        message = error.message
        path = error.path
        hint = error.hint
        retryAfterMilliseconds = error.retryAfter?.inMilliseconds
    }

    /// The failure as an error again.
    public var error: FleetError {
        FleetError(
            FleetError.Code(rawValue: code), disposition, message, path: path, hint: hint,
            retryAfter: retryAfterMilliseconds.map { .milliseconds($0) })
    }

    enum CodingKeys: String, CodingKey {
        case code, disposition, message, path, hint
        case retryAfterMilliseconds = "retry_after_ms"
    }
}
