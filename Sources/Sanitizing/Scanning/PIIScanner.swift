/// Finds all places of personal data in a text. Not `Sendable`: one execution owns it.
public final class PIIScanner {
    private let recognizer: PIIRecognizer
    private let scratch: PatternScratch
    private var examinedTo: [Int]
    /// Bytes read by detectors in the last scan.
    public private(set) var bytesRead = 0

    init(_ recognizer: PIIRecognizer) throws {
        self.recognizer = recognizer
        scratch = try PatternScratch(recognizer.database)
        examinedTo = [Int](repeating: 0, count: recognizer.origins.count)
    }

    /// The places in order, none overlapping another. Where detectors' places overlap, one place covers them all, so that nothing that was
    /// found stays; it is named by the longest of them, then by the detector that stands first in the list.
    /// - Throws: `FleetError` of the pattern engine.
    public func detect(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [PIISpan] {
        let matches = try scratch.matches(in: bytes)
        bytesRead = 0
        guard !matches.isEmpty else { return [] }
        for index in examinedTo.indices { examinedTo[index] = 0 }
        let text = ScannedText(bytes)
        var found: [Finding] = []
        for match in matches where match.end > examinedTo[match.pattern] {
            let origin = recognizer.origins[match.pattern]
            let candidate = PIICandidate(pattern: origin.pattern, end: match.end)
            let result = recognizer.detectors[origin.detector].examine(candidate, in: text)
            examinedTo[match.pattern] = max(examinedTo[match.pattern], result.examinedTo)
            if let range = result.range, !range.isEmpty { found.append(Finding(range: range, detector: origin.detector)) }
        }
        bytesRead = text.steps
        return merge(found)
    }

    public func detect(_ text: String) throws -> [PIISpan] {
        var text = text
        return try text.withUTF8 { try detect($0) }
    }

    private struct Finding {
        var range: Range<Int>
        var detector: Int

        func wins(over other: Finding) -> Bool {
            range.count != other.range.count ? range.count > other.range.count : detector < other.detector
        }
    }

    private func merge(_ found: [Finding]) -> [PIISpan] {
        let sorted = found.sorted {
            ($0.range.lowerBound, $0.range.upperBound, $0.detector) < ($1.range.lowerBound, $1.range.upperBound, $1.detector)
        }
        var spans: [PIISpan] = []
        var index = 0
        while index < sorted.count {
            var winner = sorted[index]
            let start = winner.range.lowerBound
            var end = winner.range.upperBound
            index += 1
            while index < sorted.count, sorted[index].range.lowerBound < end {
                end = max(end, sorted[index].range.upperBound)
                if sorted[index].wins(over: winner) { winner = sorted[index] }
                index += 1
            }
            spans.append(PIISpan(entity: recognizer.detectors[winner.detector].entity, range: start..<end))
        }
        return spans
    }
}
