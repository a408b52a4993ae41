import FleetCore
import Foundation
import JSON

/// Reads records as messages: CloudEvents in binary or structured mode, or a bare body. Every limit is checked on bytes, before any parsing.
public struct EnvelopeReader: Sendable {
    public let limits: JSONLimits
    public let headerLimits: HeaderLimits

    public init(limits: JSONLimits = .standard, headerLimits: HeaderLimits = .standard) {
        self.limits = limits
        self.headerLimits = headerLimits
    }

    /// A message that must have an envelope.
    /// - Throws: `FleetError` (rejected) with a code of `EnvelopeFault`, or those of `JSONReader` for a structured event.
    public func envelope(_ record: Record) throws -> Envelope {
        switch try message(record) {
        case .envelope(let envelope): return envelope
        case .bare:
            throw FleetError(EnvelopeFault.bareRefusedCode, .rejected, "the record has no CloudEvents envelope", hint: "send the ce_ headers")
        }
    }

    /// A message with or without an envelope: for topics on which people write.
    /// - Throws: as `envelope(_:)`.
    public func message(_ record: Record) throws -> ReceivedMessage {
        if record.isTombstone { throw FleetError(EnvelopeFault.tombstoneCode, .rejected, "the record has no value") }
        try headerLimits.check(record.headers)
        guard record.valueBytes.count <= limits.maximumBytes else {
            throw EnvelopeFault.bodyTooLarge(record.valueBytes.count, limit: limits.maximumBytes, .rejected)
        }
        let (attributes, contentType, traceparent) = try attributes(of: record.headers)
        if let contentType, MediaType.essence(contentType).hasPrefix(MediaType.cloudEventPrefix) {
            guard MediaType.essence(contentType) == MediaType.cloudEvent else {
                throw EnvelopeFault.unsupported("a CloudEvents format other than JSON, or a batch", hint: "send \(MediaType.cloudEvent)")
            }
            return .envelope(try structured(record.value, traceparent: traceparent))
        }
        if attributes.isEmpty { return .bare(record.value) }
        return .envelope(try make(attributes, contentType: contentType, traceparent: traceparent, body: record.value))
    }

    /// The attributes of the `ce_` headers without their prefix, the content type, and a `traceparent` beside them.
    private func attributes(of headers: [Record.Header]) throws -> ([String: String], String?, String?) {
        var attributes: [String: String] = [:]
        var contentType: String?
        var traceparent: String?
        for header in headers {
            if header.name.hasPrefix(EnvelopeHeader.prefix) {
                let name = String(header.name.dropFirst(EnvelopeHeader.prefix.count))
                guard attributes[name] == nil else { throw EnvelopeFault.headerDuplicate(header.name) }
                guard Self.isAttributeName(name) else {
                    throw FleetError(EnvelopeFault.attributeInvalidCode, .rejected, "a ce_ header's name has other characters than a-z and 0-9")
                }
                attributes[name] = try text(header)
            } else if header.name.lowercased() == EnvelopeHeader.contentType {
                guard contentType == nil else { throw EnvelopeFault.headerDuplicate(EnvelopeHeader.contentType) }
                contentType = try text(header)
            } else if header.name == EnvelopeHeader.traceparent, traceparent == nil {
                traceparent = String(validating: header.value, as: UTF8.self)
            }
        }
        return (attributes, contentType, traceparent)
    }

    private func structured(_ bytes: [UInt8], traceparent: String?) throws -> Envelope {
        guard let object = try JSONReader.parse(bytes, limits: limits).object else {
            throw EnvelopeFault.unsupported("a structured CloudEvent that is no JSON object", hint: "send one event per record")
        }
        var attributes: [String: String] = [:]
        var body: [UInt8] = []
        for member in object {
            switch (member.key, member.value) {
            case (_, .null): continue
            case ("data", let data): body = JSONWriter.compact.bytes(data)
            case ("data_base64", .string(let text)):
                guard object["data"] == nil, let decoded = Data(base64Encoded: text) else {
                    throw EnvelopeFault.attributeInvalid("data_base64", "is not base64, or stands beside data")
                }
                body = Array(decoded)
            case (let name, .string(let text)) where Self.isAttributeName(name): attributes[name] = try within(text, name)
            case (let name, .integer(let number)) where Self.isAttributeName(name): attributes[name] = String(number)
            case (let name, .bool(let flag)) where Self.isAttributeName(name): attributes[name] = flag ? "true" : "false"
            default:
                throw FleetError(EnvelopeFault.attributeInvalidCode, .rejected, "an attribute of the structured event is no CloudEvents attribute")
            }
        }
        guard attributes.count <= headerLimits.maximumCount else { throw EnvelopeFault.tooManyHeaders("\(attributes.count) attributes") }
        let contentType = attributes.removeValue(forKey: "datacontenttype")
        return try make(attributes, contentType: contentType, traceparent: traceparent, body: body)
    }

    private func make(_ given: [String: String], contentType: String?, traceparent: String?, body: [UInt8]) throws -> Envelope {
        var attributes = given
        func take(_ name: String) throws -> String? {
            guard let text = attributes.removeValue(forKey: name) else { return nil }
            guard !text.isEmpty else { throw EnvelopeFault.attributeInvalid(name, "is empty") }
            return text
        }
        func require(_ name: String) throws -> String {
            guard let text = try take(name) else { throw EnvelopeFault.attributeMissing(name) }
            return text
        }
        let version = try require("specversion")
        guard version == "1.0" else {
            throw EnvelopeFault.unsupported("a CloudEvents version other than 1.0", hint: "send specversion 1.0")
        }
        let id = try require("id")
        let source = try require("source")
        let type = try require("type")
        let time = try take("time").map { text in
            guard let time = Timestamp(text) else { throw EnvelopeFault.attributeInvalid("time", "is no RFC 3339 time") }
            return time
        }
        let subject = try take("subject")
        let trace = (try take("traceparent") ?? traceparent).flatMap { TraceContext(traceparent: $0) }
        let declared = try take("datacontenttype") ?? contentType
        let routing = try EnvelopeRouting(takingFrom: &attributes)
        return Envelope(
            id: id, source: source, type: type, time: time, subject: subject, dataContentType: declared, trace: trace, routing: routing,
            extensions: attributes, body: body)
    }

    private func text(_ header: Record.Header) throws -> String {
        guard let text = String(validating: header.value, as: UTF8.self) else { throw EnvelopeFault.attributeInvalid("of a header", "is not UTF-8") }
        return text
    }

    private func within(_ text: String, _ name: String) throws -> String {
        guard text.utf8.count <= headerLimits.maximumValueBytes else {
            throw EnvelopeFault.tooManyHeaders("\(name) has more than \(headerLimits.maximumValueBytes) bytes")
        }
        return text
    }

    private static func isAttributeName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
