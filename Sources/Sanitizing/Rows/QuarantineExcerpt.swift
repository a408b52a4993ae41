import FleetCore

/// The beginning of a refused row, without the personal data that the recognizer finds in it.
struct QuarantineExcerpt {
    /// Bytes behind the end of the excerpt that are looked at too, so that what stands across the end is found.
    private static let lookahead = 1024

    /// nil keeps everything.
    let redaction: Redaction?

    /// - Throws: `FleetError` of the pattern engine.
    func text(_ raw: ArraySlice<UInt8>) throws -> String {
        guard let redaction else { return String(decoding: raw.prefix(QuarantineLine.rawBytes), as: UTF8.self) }
        let seen = raw.prefix(QuarantineLine.rawBytes + Self.lookahead)
        let isJSON = [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(seen.first { !$0.isSpace })
        let text = String(decoding: isJSON ? Self.withoutEscapes(seen) : Array(seen), as: UTF8.self)
        return try redaction.redact(text, first: QuarantineLine.rawBytes)
    }

    /// JSON can write every letter of an address as an escape, where no detector would see it.
    static func withoutEscapes(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(raw.count)
        var rest = raw
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
                output.append(byte)
                continue
            }
            switch kind {
            case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): output += [UInt8(ascii: " "), UInt8(ascii: " ")]
            case UInt8(ascii: "u"):
                let digits = rest.prefix(4)
                let value = String(validating: digits, as: UTF8.self).flatMap { UInt8($0, radix: 16) }
                if digits.count == 4, let value, (0x20..<0x7F).contains(value) {
                    output.append(value)
                    rest = rest.dropFirst(4)
                } else {
                    output += [byte, kind]
                }
            default: output += [byte, kind]
            }
        }
        return output
    }
}
