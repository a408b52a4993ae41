/// Bank accounts as ISO 13616 IBAN: a known country with its length, written together or in groups, and right by modulus 97.
public struct IBANDetector: PIIDetector {
    public let entity = PIIEntity("iban")
    public let patterns = ["(?:^|[^0-9A-Za-z])[A-Za-z]{2}[0-9]{2}[ -]?[0-9A-Za-z]"]

    public init() {}

    public func examine(_ candidate: PIICandidate, in text: ScannedText) -> PIIExamination {
        // The match ends on the first character of the account, behind the check digits and perhaps a separator.
        let last = candidate.end - 1
        let check = text[last - 1].isDigit ? last : last - 1
        let start = check - 4
        guard start >= 0, text[start].isLetter, text[start + 1].isLetter, text[start + 2].isDigit, text[start + 3].isDigit,
            !text[start - 1].isAlphanumeric,
            let length = Self.lengths[[text[start].uppercased, text[start + 1].uppercased]]
        else { return .nothing }
        var characters: [UInt8] = []
        var offset = start
        while characters.count < length {
            let byte = text[offset]
            if byte.isAlphanumeric {
                characters.append(byte.uppercased)
            } else {
                guard byte == 0x20 || byte == UInt8(ascii: "-"), text[offset - 1].isAlphanumeric, text[offset + 1].isAlphanumeric else {
                    return .nothing
                }
            }
            offset += 1
        }
        guard !text[offset].isWord, Self.remainder(characters) == 1 else { return .nothing }
        return .found(start..<offset)
    }

    static func remainder(_ characters: [UInt8]) -> Int {
        var rest = 0
        for byte in characters[4...] + characters[..<4] {
            rest = byte.isDigit ? (rest * 10 + Int(byte - 0x30)) % 97 : (rest * 100 + Int(byte - 0x41) + 10) % 97
        }
        return rest
    }

    /// Characters of an IBAN by country, as the registry of ISO 13616 gives them.
    private static let lengths: [[UInt8]: Int] = {
        let table =
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 "
            + "GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 "
            + "NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
        var lengths: [[UInt8]: Int] = [:]
        for entry in table.split(separator: " ") { lengths[Array(entry.utf8.prefix(2))] = Int(entry.dropFirst(2)) }
        return lengths
    }()
}
