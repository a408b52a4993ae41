/// The one error type that crosses the edges of a library: what was attempted, why it failed, and what to do next.
public struct FleetError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A stable name of a kind of failure, in snake case: part of the documented interface.
    public struct Code: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public init(stringLiteral value: String) { rawValue = value }
        public init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(rawValue)
        }
    }

    public let code: Code
    public let disposition: Disposition
    /// Cause and place, without secrets and without raw data of a user.
    public let message: String
    /// The field that is wrong, as a JSON path (`dataset.split.test`), where the input is to blame.
    public let path: String?
    /// The next step, in the imperative.
    public let hint: String?
    /// How long to wait before another try, for `throttled`.
    public let retryAfter: Duration?

    public init(
        _ code: Code, _ disposition: Disposition, _ message: String,
        path: String? = nil, hint: String? = nil, retryAfter: Duration? = nil
    ) {
        self.code = code
        self.disposition = disposition
        self.message = message
        self.path = path
        self.hint = hint
        self.retryAfter = retryAfter
    }

    public var description: String {
        var text = "\(code.rawValue): \(message)"
        if let path { text = "\(code.rawValue): \(path): \(message)" }
        if let hint { text += " (\(hint))" }
        return text
    }

    /// The same failure seen from one floor higher: the place is put before the cause.
    public func during(_ attempt: String) -> FleetError {
        FleetError(code, disposition, "\(attempt): \(message)", path: path, hint: hint, retryAfter: retryAfter)
    }

    /// Any error as a `FleetError`; one of an unknown kind counts as transient, so that it is tried again within the retry limit.
    public static func wrapping(_ error: any Error, during attempt: String) -> FleetError {
        if let known = error as? FleetError { return known.during(attempt) }
        if error is CancellationError { return FleetError("cancelled", .interrupted, "\(attempt): cancelled") }
        return FleetError("unexpected", .transient, "\(attempt): \(type(of: error))")
    }
}
