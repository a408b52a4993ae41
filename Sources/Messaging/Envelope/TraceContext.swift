import Crypto
import FleetCore

/// A W3C trace context (`traceparent`): one trace per job across topics, retries and hours.
public struct TraceContext: Sendable, Hashable, CustomStringConvertible {
    /// 32 hexadecimal digits, not all zero.
    public let traceID: String
    /// 16 hexadecimal digits, not all zero: the span that caused what carries this context.
    public let spanID: String
    /// Whether the trace is recorded.
    public let isSampled: Bool

    /// A new trace.
    public init(identifiers: IdentifierSource, isSampled: Bool = true) {
        traceID = Self.digits(identifiers, count: 32)
        spanID = Self.digits(identifiers, count: 16)
        self.isSampled = isSampled
    }

    private init(traceID: String, spanID: String, isSampled: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// Reads a `traceparent`; nil when it is malformed. Of a later version the part that version 00 has is read, as the standard asks.
    public init?(traceparent text: String) {
        // It stands in every message, so it is read where it lies: VERSION-TRACE-SPAN-FLAGS, at fixed places.
        let bytes = Array(text.utf8.prefix(56))
        guard bytes.count >= 55, text.utf8.count <= 256, bytes[2] == Self.dash, bytes[35] == Self.dash, bytes[52] == Self.dash else { return nil }
        let (version, trace, span, flags) = (bytes[0..<2], bytes[3..<35], bytes[36..<52], bytes[53..<55])
        guard [version, trace, span, flags].allSatisfy({ $0.allSatisfy(Self.isLowerHexadecimal) }) else { return nil }
        guard !version.elementsEqual("ff".utf8), bytes.count == 55 || bytes[55] == Self.dash && !version.elementsEqual("00".utf8) else { return nil }
        guard trace.contains(where: { $0 != Self.zero }), span.contains(where: { $0 != Self.zero }) else { return nil }
        traceID = String(decoding: trace, as: UTF8.self)
        spanID = String(decoding: span, as: UTF8.self)
        // Of a hexadecimal digit the lowest bit: digits and letters begin at an even and an odd code.
        let last = bytes[54]
        isSampled = last <= UInt8(ascii: "9") ? last & 1 == 1 : last & 1 == 0
    }

    /// The same trace, one span deeper.
    public func child(identifiers: IdentifierSource) -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.digits(identifiers, count: 16), isSampled: isSampled)
    }

    /// The value of the header, in version 00.
    public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }
    public var description: String { traceparent }

    private static let dash = UInt8(ascii: "-")
    private static let zero = UInt8(ascii: "0")

    private static func isLowerHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func digits(_ identifiers: IdentifierSource, count: Int) -> String {
        // A digest spreads the random bits of an identifier over all digits; all zero is as good as impossible, and not allowed.
        let digits = SHA256.digest(of: identifiers.make("trace_")).hex.prefix(count)
        return digits.contains(where: { $0 != "0" }) ? String(digits) : String(digits.dropLast()) + "1"
    }
}
