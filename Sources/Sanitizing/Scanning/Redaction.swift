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
            guard !spans.isEmpty else { return nil }
            var output: [UInt8] = []
            output.reserveCapacity(bytes.count)
            var position = 0
            for span in spans {
                output += bytes[position..<span.range.lowerBound]
                output += span.entity.placeholder.utf8
                position = span.range.upperBound
                counts[span.entity.name, default: 0] += 1
            }
            output += bytes[position...]
            return String(decoding: output, as: UTF8.self)
        }
    }

    /// Whether the text holds anything that would be replaced.
    public func finds(in text: String) throws -> Bool { try !scanner.detect(text).isEmpty }

    /// The counts so far, which begin again at zero.
    public func takeCounts() -> [String: Int] {
        defer { counts = [:] }
        return counts
    }
}
