import FleetCore

/// Replaces what a scanner finds by placeholders such as `[EMAIL]`, and counts. Not `Sendable`: one execution owns it.
public final class Redaction {
    private let scanner: PIIScanner
    /// Replaced places by entity, since the last `takeCounts`.
    private var counts: [String: Int] = [:]

    public init(scanner: PIIScanner) { self.scanner = scanner }

    /// The text with every place replaced; nil when there was none.
    /// - Throws: `FleetError` of the pattern engine.
    public func redact(_ text: String) throws -> String? {
        var text = text
        return try text.withUTF8 { bytes -> String? in
            let spans = try scanner.detect(bytes)
            return spans.isEmpty ? nil : replacing(spans, in: bytes, upTo: bytes.count)
        }
    }

    /// The first bytes of the text with every place replaced that begins in them, though it may end behind them.
    /// - Throws: `FleetError` of the pattern engine.
    public func redact(_ text: String, first limit: Int) throws -> String {
        var text = text
        return try text.withUTF8 { bytes in replacing(try scanner.detect(bytes), in: bytes, upTo: min(limit, bytes.count)) }
    }

    private func replacing(_ spans: [PIISpan], in bytes: UnsafeBufferPointer<UInt8>, upTo limit: Int) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(limit)
        var position = 0
        for span in spans where span.range.lowerBound < limit {
            output += bytes[position..<span.range.lowerBound]
            output += span.entity.placeholder.utf8
            position = span.range.upperBound
            counts[span.entity.name, default: 0] += 1
        }
        if position < limit { output += bytes[position..<limit] }
        return String(decoding: output, as: UTF8.self)
    }

    /// Whether the text holds anything that would be replaced.
    public func finds(in text: String) throws -> Bool { try !scanner.detect(text).isEmpty }

    /// The counts so far, which begin again at zero.
    public func takeCounts() -> [String: Int] {
        defer { counts = [:] }
        return counts
    }
}
