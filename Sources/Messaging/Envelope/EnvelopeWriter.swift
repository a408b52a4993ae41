import FleetCore
import JSON

/// Writes messages as CloudEvents in binary mode: `ce_` headers and a JSON body.
public struct EnvelopeWriter: Sendable {
    /// Who speaks, as a URI reference, such as `/modelops/FLEET/worker_…`.
    public let source: String
    private let clock: any FleetClock
    private let identifiers: IdentifierSource
    private let limits: JSONLimits

    public init(source: String, clock: any FleetClock, identifiers: IdentifierSource, limits: JSONLimits = .standard) {
        self.source = source
        self.clock = clock
        self.identifiers = identifiers
        self.limits = limits
    }

    /// A message of now with a new id.
    /// - Throws: `FleetError` `envelope_body_too_large` (permanent); `json_shape` (bug) for a number that JSON cannot say.
    public func envelope(
        _ body: some Encodable, type: MessageType, subject: String? = nil, routing: EnvelopeRouting = EnvelopeRouting(),
        trace: TraceContext? = nil
    ) throws -> Envelope {
        try envelope(body, typeName: type.rawValue, subject: subject, routing: routing, trace: trace)
    }

    /// A message of a type whose name is made, such as `modelops.job.running`.
    /// - Throws: as `envelope(_:type:)`.
    public func envelope(
        _ body: some Encodable, typeName: String, subject: String? = nil, routing: EnvelopeRouting = EnvelopeRouting(),
        trace: TraceContext? = nil
    ) throws -> Envelope {
        let bytes = try JSONCoding.encode(body)
        guard bytes.count <= limits.maximumBytes else { throw EnvelopeFault.bodyTooLarge(bytes.count, limit: limits.maximumBytes, .permanent) }
        return Envelope(
            id: identifiers.make("msg_"), source: source, type: typeName, time: clock.wallTime(), subject: subject, trace: trace,
            routing: routing, body: bytes)
    }

    /// A record of a message. The same envelope gives the same record: sending it again is recognised as a duplicate.
    public static func record(_ envelope: Envelope, topic: String, partition: Int32? = nil, key: String?) -> OutgoingRecord {
        OutgoingRecord(topic: topic, partition: partition, key: key.map { Array($0.utf8) }, value: envelope.body, headers: headers(envelope))
    }

    /// Writes a body in one step.
    /// - Throws: as `envelope(_:type:)`.
    public func record(
        _ body: some Encodable, type: MessageType, topic: String, partition: Int32? = nil, key: String?, subject: String? = nil,
        routing: EnvelopeRouting = EnvelopeRouting(), trace: TraceContext? = nil
    ) throws -> OutgoingRecord {
        let envelope = try envelope(body, type: type, subject: subject, routing: routing, trace: trace)
        return Self.record(envelope, topic: topic, partition: partition, key: key)
    }

    /// The headers of an envelope, in a fixed order.
    public static func headers(_ envelope: Envelope) -> [Record.Header] {
        var attributes: [(name: String, value: String)] = [
            ("specversion", "1.0"), ("id", envelope.id), ("source", envelope.source), ("type", envelope.type),
        ]
        if let time = envelope.time { attributes.append(("time", time.description)) }
        if let subject = envelope.subject { attributes.append(("subject", subject)) }
        attributes += envelope.routing.attributes
        attributes += envelope.extensions.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        var headers = attributes.map { Record.Header(EnvelopeHeader.prefix + $0.name, $0.value) }
        if let type = envelope.dataContentType { headers.append(Record.Header(EnvelopeHeader.contentType, type)) }
        if let trace = envelope.trace { headers.append(Record.Header(EnvelopeHeader.traceparent, trace.traceparent)) }
        return headers
    }
}
