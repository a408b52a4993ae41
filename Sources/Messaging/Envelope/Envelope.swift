import FleetCore
import JSON

/// A message: CloudEvents 1.0 attributes around a JSON body.
public struct Envelope: Sendable, Equatable {
    /// With `source` the identity of the message.
    public var id: String
    public var source: String
    /// What happened, such as `modelops.task.run`; a type of a later release is kept as it is.
    public var type: String
    public var time: Timestamp?
    public var subject: String?
    /// The media type of `body`; JSON where it is not said.
    public var dataContentType: String?
    /// W3C trace context; nil where none came or what came was malformed: a broken trace never refuses a message.
    public var trace: TraceContext?
    public var routing: EnvelopeRouting
    /// Attributes that this release does not know; they survive.
    public var extensions: [String: String]
    public var body: [UInt8]

    public init(
        id: String, source: String, type: String, time: Timestamp? = nil, subject: String? = nil,
        dataContentType: String? = "application/json", trace: TraceContext? = nil, routing: EnvelopeRouting = EnvelopeRouting(),
        extensions: [String: String] = [:], body: [UInt8]
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.time = time
        self.subject = subject
        self.dataContentType = dataContentType
        self.trace = trace
        self.routing = routing
        self.extensions = extensions
        self.body = body
    }

    /// The type as one that this release knows.
    public var messageType: MessageType? { MessageType(rawValue: type) }

    /// The body as a value of `Body`; unknown fields are left alone.
    /// - Throws: `FleetError` (rejected): `envelope_unsupported` for a body that is not JSON, those of `JSONReader`, `json_shape`.
    public func decode<Body: Decodable>(_ type: Body.Type = Body.self, limits: JSONLimits = .standard) throws -> Body {
        try requireJSON()
        return try JSONCoding.decode(type, from: body, limits: limits)
    }

    /// The body as any JSON value.
    /// - Throws: as `decode`.
    public func json(limits: JSONLimits = .standard) throws -> JSONValue {
        try requireJSON()
        return try JSONReader.parse(body, limits: limits)
    }

    private func requireJSON() throws {
        guard let type = dataContentType, !MediaType.isJSON(type) else { return }
        throw EnvelopeFault.unsupported("the body is not JSON", hint: "send application/json")
    }
}
