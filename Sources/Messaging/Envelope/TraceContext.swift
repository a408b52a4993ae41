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
        guard text.utf8.count <= 256 else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[1].utf8.count == 32, parts[2].utf8.count == 16, parts[3].utf8.count == 2 else {
            return nil
        }
        guard parts[0..<4].allSatisfy({ Self.isLowerHexadecimal($0) }) else { return nil }
        guard parts[0] != "ff", parts[0] != "00" || parts.count == 4 else { return nil }
        guard parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" }) else { return nil }
        traceID = String(parts[1])
        spanID = String(parts[2])
        isSampled = (UInt8(parts[3], radix: 16) ?? 0) & 1 == 1
    }

    /// The same trace, one span deeper.
    public func child(identifiers: IdentifierSource) -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.digits(identifiers, count: 16), isSampled: isSampled)
    }

    /// The value of the header, in version 00.
    public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }
    public var description: String { traceparent }

    private static func isLowerHexadecimal(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }

    private static func digits(_ identifiers: IdentifierSource, count: Int) -> String {
        // A digest spreads the random bits of an identifier over all digits; all zero is as good as impossible, and not allowed.
        let digits = SHA256.digest(of: identifiers.make("trace_")).hex.prefix(count)
        return digits.contains(where: { $0 != "0" }) ? String(digits) : String(digits.dropLast()) + "1"
    }
}
