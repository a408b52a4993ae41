import FleetCore
import JSON

/// What a handler answers.
public struct HTTPResponse: Sendable {
    /// What follows the head.
    public enum Body: Sendable {
        case bytes([UInt8])
        /// Streamed; with a length it is a download, without one it is sent in chunks.
        case stream(length: Int64?, any HTTPBodySource)
        /// Server-sent events, with a comment every 15 s so that a dead reader is noticed.
        case events(any ServerSentEventSource)
    }

    public var status: Int
    public var headers: HTTPHeaders
    public var body: Body

    public init(status: Int = 200, headers: HTTPHeaders = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public static func json(_ value: JSONValue, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: .bytes(JSONWriter.compact.bytes(value)))
    }

    public static func encoding(_ value: some Encodable, status: Int = 200) throws -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: .bytes(try JSONCoding.encode(value)))
    }

    public static func text(_ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8") -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": type], body: .bytes(Array(text.utf8)))
    }

    public static func events(_ source: any ServerSentEventSource) -> HTTPResponse {
        HTTPResponse(headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"], body: .events(source))
    }
}
