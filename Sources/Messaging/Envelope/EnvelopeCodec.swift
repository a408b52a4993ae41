import FleetCore
import JSON

/// Reads and writes messages for one speaker: an `EnvelopeReader` and an `EnvelopeWriter` that are made together.
public struct EnvelopeCodec: Sendable {
    public let reader: EnvelopeReader
    public let writer: EnvelopeWriter

    /// - Parameter source: who speaks, such as `/modelops/FLEET/coordinator`.
    public init(
        source: String, clock: any FleetClock, identifiers: IdentifierSource, limits: JSONLimits = .standard,
        headerLimits: HeaderLimits = .standard
    ) {
        reader = EnvelopeReader(limits: limits, headerLimits: headerLimits)
        writer = EnvelopeWriter(source: source, clock: clock, identifiers: identifiers, limits: limits)
    }

    /// Writes a body in binary mode.
    /// - Throws: `FleetError` `envelope_body_too_large` (permanent).
    public func encode(
        _ body: some Encodable, type: MessageType, topic: String, partition: Int32? = nil, key: String?, subject: String? = nil,
        routing: EnvelopeRouting = EnvelopeRouting(), trace: TraceContext? = nil
    ) throws -> OutgoingRecord {
        try writer.record(body, type: type, topic: topic, partition: partition, key: key, subject: subject, routing: routing, trace: trace)
    }

    /// Reads a record that must have an envelope of this type.
    /// - Throws: `FleetError` (rejected): `envelope_type_unexpected`, those of `EnvelopeReader` and of `Envelope.decode`.
    public func decode<Body: Decodable>(_ body: Body.Type, type: MessageType, from record: Record) throws -> (Envelope, Body) {
        let envelope = try reader.envelope(record)
        guard envelope.messageType == type else {
            throw FleetError(EnvelopeFault.typeUnexpectedCode, .rejected, "the message is not a \(type.rawValue)")
        }
        return (envelope, try envelope.decode(body, limits: reader.limits))
    }
}
