/// Addresses of the Internet Protocol: version 4 as four decimal octets, version 6 in full or compressed (RFC 4291), in whatever range.
/// Four numbers after `v` or `version` are a version, not an address; `::` alone and times (`10:20:30`) are none either.
public struct IPAddressDetector: PIIDetector {
    public let entity = PIIEntity("ip")
    public let patterns = [
        #"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]"#,
        "[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]",
    ]

    public init() {}

    public func examine(_ candidate: PIICandidate, in text: ScannedText) -> PIIExamination {
        candidate.pattern == 0 ? version4(candidate, text) : version6(candidate, text)
    }

    private func version4(_ candidate: PIICandidate, _ text: ScannedText) -> PIIExamination {
        let run = run(around: candidate.end - 1, limit: 24, in: text) { $0.isDigit || $0 == UInt8(ascii: ".") }
        let end = text[run.upperBound - 1] == UInt8(ascii: ".") ? run.upperBound - 1 : run.upperBound
        let range = run.lowerBound..<end
        guard !text[range.lowerBound - 1].isWord, !text[end].isWord, Self.isVersion4(range, text), !isRelease(before: range.lowerBound, text) else {
            return .nothing(upTo: run.upperBound)
        }
        return .found(range, examinedTo: run.upperBound)
    }

    private static func isVersion4(_ range: Range<Int>, _ text: ScannedText) -> Bool {
        var octets = 0
        var value = -1
        for offset in range.lowerBound...range.upperBound {
            let byte = offset < range.upperBound ? text[offset] : UInt8(ascii: ".")
            if byte.isDigit {
                if value == 0 { return false }
                value = max(value, 0) * 10 + Int(byte - 0x30)
                if value > 255 { return false }
            } else {
                guard value >= 0 else { return false }
                octets += 1
                value = -1
            }
        }
        return octets == 4
    }

    private func isRelease(before start: Int, _ text: ScannedText) -> Bool {
        let space = text.start(of: start, limit: 2) { $0 == 0x20 }
        return text.has("version", at: space - 7) || text.has("release", at: space - 7)
    }

    private func version6(_ candidate: PIICandidate, _ text: ScannedText) -> PIIExamination {
        let run = run(around: candidate.end - 1, limit: 48, in: text) { $0.isHexadecimal || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
        var end = run.upperBound
        while end > run.lowerBound, text[end - 1] == UInt8(ascii: ".") || (text[end - 1] == UInt8(ascii: ":") && text[end - 2] != UInt8(ascii: ":")) {
            end -= 1
        }
        let range = run.lowerBound..<end
        guard !text[range.lowerBound - 1].isWord, !text[end].isWord, Self.isVersion6(range, text) else { return .nothing(upTo: candidate.end) }
        return .found(range, examinedTo: run.upperBound)
    }

    static func isVersion6(_ range: Range<Int>, _ text: ScannedText) -> Bool {
        var groups = 0
        var digits = 0
        var compressions = 0
        var hasDigit = false
        var offset = range.lowerBound
        while offset < range.upperBound {
            let byte = text[offset]
            if byte == UInt8(ascii: ".") {
                // The last 32 bits may be written as version 4.
                let octets = text.start(of: offset, limit: 3) { $0.isDigit }
                guard isVersion4(octets..<range.upperBound, text) else { return false }
                return compressions == 1 ? groups <= 6 : groups == 6
            }
            if byte == UInt8(ascii: ":") {
                if digits > 0 { groups += 1 }
                digits = 0
                if text[offset + 1] == UInt8(ascii: ":") {
                    compressions += 1
                    offset += 1
                } else if offset == range.lowerBound {
                    return false
                }
            } else {
                digits += 1
                if byte.isDigit { hasDigit = true }
                if digits > 4 { return false }
            }
            offset += 1
        }
        if digits > 0 { groups += 1 }
        if compressions == 1 { return groups >= 1 && groups <= 7 && hasDigit }
        return compressions == 0 && groups == 8
    }

    private func run(around offset: Int, limit: Int, in text: ScannedText, while accepts: (UInt8) -> Bool) -> Range<Int> {
        text.start(of: offset, limit: limit, while: accepts)..<text.end(of: offset, limit: limit, while: accepts)
    }
}
