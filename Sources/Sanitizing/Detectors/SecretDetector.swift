/// Keys and tokens by their shapes: cloud and platform keys with known prefixes, JSON Web Tokens, private keys, bearer tokens, values that are
/// assigned to a name such as `password` or `api_key`, and the user and password of a URL.
public struct SecretDetector: PIIDetector {
    public let entity = PIIEntity("secret")

    /// A literal prefix and what follows it.
    private struct Shape: Sendable {
        let prefix: String
        /// Bytes behind the prefix, at least.
        let minimum: Int
        /// Exactly so many when true; otherwise up to 512.
        let isExact: Bool

        init(_ prefix: String, _ minimum: Int, exact: Bool = false) {
            self.prefix = prefix
            self.minimum = minimum
            isExact = exact
        }
    }

    private static let shapes = [
        Shape("AKIA", 16, exact: true), Shape("ASIA", 16, exact: true), Shape("AIza", 35, exact: true),
        Shape("ghp_", 36), Shape("gho_", 36), Shape("ghu_", 36), Shape("ghs_", 36), Shape("ghr_", 36), Shape("github_pat_", 40),
        Shape("glpat-", 20), Shape("xoxb-", 20), Shape("xoxp-", 20), Shape("xoxa-", 20), Shape("xoxr-", 20), Shape("xoxs-", 20),
        Shape("sk-", 20), Shape("sk_live_", 16), Shape("rk_live_", 16), Shape("hf_", 30), Shape("npm_", 36), Shape("pypi-", 40), Shape("SG.", 40),
    ]

    public let patterns: [String]

    public init() {
        patterns =
            Self.shapes.map { "(?:^|[^0-9A-Za-z_-])" + $0.prefix.replacing(".", with: #"\."#) + "[0-9A-Za-z_-]" } + [
                #"(?:^|[^0-9A-Za-z_-])eyJ[0-9A-Za-z_-]{8}"#,
                "-----BEGIN [A-Z ]{0,24}PRIVATE KEY-----",
                #"(?i)bearer {1,4}[0-9a-z._~+/=-]{16}"#,
                #"(?i)(?:api[_-]?key|secret|token|passw(?:or)?d|pwd|access[_-]?key)["']? {0,4}(?:=|:) {0,4}["']?[^ "'<\r\n\t]{8}"#,
                "://[^ /@\\r\\n\\t\"'<>]{1,64}:[^ /@\\r\\n\\t\"'<>]{1,64}@",
            ]
    }

    public func examine(_ candidate: PIICandidate, in text: ScannedText) -> PIIExamination {
        if candidate.pattern < Self.shapes.count { return shaped(Self.shapes[candidate.pattern], candidate, text) }
        switch candidate.pattern - Self.shapes.count {
        case 0: return webToken(candidate, text)
        case 1: return privateKey(candidate, text)
        case 2: return behind(candidate, length: 16, limit: 2048, text) { $0.isAlphanumeric || "._~+/=-".utf8.contains($0) }
        case 3: return assigned(candidate, text)
        default: return credentials(candidate, text)
        }
    }

    private func shaped(_ shape: Shape, _ candidate: PIICandidate, _ text: ScannedText) -> PIIExamination {
        let body = candidate.end - 1
        let end = text.end(of: body, limit: 512) {
            $0.isAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || (shape.prefix == "SG." && $0 == UInt8(ascii: "."))
        }
        let length = end - body
        guard shape.isExact ? length == shape.minimum : length >= shape.minimum else { return .nothing(upTo: end) }
        return .found((body - shape.prefix.utf8.count)..<end)
    }

    private func webToken(_ candidate: PIICandidate, _ text: ScannedText) -> PIIExamination {
        let start = candidate.end - 11
        var end = start
        var dots = 0
        end = text.end(of: start, limit: 8192) { byte in
            if byte == UInt8(ascii: ".") { dots += 1 }
            return byte.isAlphanumeric || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (byte == UInt8(ascii: ".") && dots <= 4)
        }
        while text[end - 1] == UInt8(ascii: ".") {
            end -= 1
            dots -= 1
        }
        return dots >= 1 && end - start >= 36 ? .found(start..<end) : .nothing(upTo: end)
    }

    private func privateKey(_ candidate: PIICandidate, _ text: ScannedText) -> PIIExamination {
        let start = text.start(of: candidate.end - 5, limit: 64) { $0.isUpper || $0 == 0x20 } - 5
        // The body is base64 in lines, real or written as \n; it ends with the closing line or where the text goes on otherwise.
        var end = text.end(of: candidate.end, limit: 16 * 1024) { $0.isAlphanumeric || "+/=\r\n\\: ,-".utf8.contains($0) }
        while end > candidate.end, text[end - 1].isSpace { end -= 1 }
        return .found(max(start, 0)..<end)
    }

    private func assigned(_ candidate: PIICandidate, _ text: ScannedText) -> PIIExamination {
        let result = behind(candidate, length: 8, limit: 512, text) { !$0.isSpace && !"\"'<,;".utf8.contains($0) }
        guard let range = result.range else { return result }
        // A value is taken for a secret when it looks made, not written: a digit beside letters.
        let hasDigit = range.contains { text[$0].isDigit }
        let hasLetter = range.contains { text[$0].isLetter }
        return hasDigit && hasLetter ? result : .nothing(upTo: range.upperBound)
    }

    private func behind(
        _ candidate: PIICandidate, length: Int, limit: Int, _ text: ScannedText, while accepts: (UInt8) -> Bool
    ) -> PIIExamination {
        var start = candidate.end - length
        while text[start] & 0xC0 == 0x80 { start -= 1 }
        let end = text.end(of: candidate.end, limit: limit, while: accepts)
        if end < text.count, text[end] & 0xC0 == 0x80 { return .found(start..<text.end(of: end) { $0 & 0xC0 == 0x80 }) }
        return .found(start..<end)
    }

    private func credentials(_ candidate: PIICandidate, _ text: ScannedText) -> PIIExamination {
        let end = candidate.end - 1
        let start = text.start(of: end, limit: 132) { $0 != UInt8(ascii: "/") }
        return text[start - 1] == UInt8(ascii: "/") ? .found(start..<end) : .nothing
    }
}
