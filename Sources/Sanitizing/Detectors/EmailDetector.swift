/// Addresses as `local@domain.tld`: RFC 5322 dot-atoms and Latin letters beyond ASCII, at most 64 and 255 bytes.
/// Not found: quoted local parts, domain literals (`a@[10.0.0.1]`), spelled-out ones (`a at b dot org`).
public struct EmailDetector: PIIDetector {
    public let entity = PIIEntity("email")
    public let patterns = [#"@[0-9A-Za-z\xc3-\xc9]"#]

    public init() {}

    public func examine(_ candidate: PIICandidate, in text: ScannedText) -> PIIExamination {
        let at = candidate.end - 2
        guard let domainEnd = Self.domainEnd(from: at + 1, in: text) else { return .nothing }
        var start = text.start(of: at, limit: 64) { Self.isAtom($0) || $0 == UInt8(ascii: ".") }
        // A cut inside a character, or punctuation that belongs to the sentence, is no part of the address.
        while start < at, text[start] & 0xC0 == 0x80 || Self.isLeadingPunctuation(text[start]) { start += 1 }
        guard start < at, text[at - 1] != UInt8(ascii: ".") else { return .nothing }
        return .found(start..<domainEnd)
    }

    /// Where the domain that begins at `offset` ends; nil when it has no top level of two letters or more.
    static func domainEnd(from offset: Int, in text: ScannedText) -> Int? {
        let limit = text.end(of: offset, limit: 255) { $0.isAlphanumeric || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || isLatin($0) }
        var label = offset
        var best: Int?
        var labels = 0
        while label < limit {
            let end = text.end(of: label, limit: limit - label) { $0 != UInt8(ascii: ".") }
            guard end > label, text[label] != UInt8(ascii: "-"), text[end - 1] != UInt8(ascii: "-") else {
                // `host.org-` at the end of a sentence: the hyphens are not part of it.
                let trimmed = text.start(of: end, limit: end - label) { $0 == UInt8(ascii: "-") }
                if labels > 0, trimmed - label >= 2, isTopLevel(label..<trimmed, text) { best = trimmed }
                break
            }
            labels += 1
            if labels > 1, isTopLevel(label..<end, text) { best = end }
            label = end + 1
        }
        return best
    }

    private static func isTopLevel(_ label: Range<Int>, _ text: ScannedText) -> Bool {
        label.count >= 2 && (text[label.lowerBound].isLetter || text[label.lowerBound].isMultibyte)
    }

    /// RFC 5322 `atext`, and Latin letters beyond ASCII.
    private static func isAtom(_ byte: UInt8) -> Bool {
        if byte.isAlphanumeric || isLatin(byte) { return true }
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
            return true
        default: return false
        }
    }

    /// Lead bytes of U+00C0...U+024F and every continuation byte.
    private static func isLatin(_ byte: UInt8) -> Bool { (byte >= 0xC3 && byte <= 0xC9) || (byte >= 0x80 && byte <= 0xBF) }

    private static func isLeadingPunctuation(_ byte: UInt8) -> Bool { !byte.isAlphanumeric && !byte.isMultibyte && byte != UInt8(ascii: "_") }
}
