/// Numbers that a state gives to a person, where a strict form or a check digit tells them from other numbers: United States (SSN with separators, or
/// bare behind the word), United Kingdom (NINO), Spain (DNI, NIE), France (NIR), Italy (codice fiscale), Poland (PESEL), Brazil (CPF),
/// Germany (Steuer-ID), India (Aadhaar in groups). Others are not found.
public struct NationalIDDetector: PIIDetector {
    public let entity = PIIEntity("national_id")
    public let patterns = [
        "(?:^|[^0-9A-Za-z.-])[0-8][0-9]{2}[ -][0-9]{2}[ -][0-9]{4}",
        #"(?i)(?:ssn|social security)[^0-9\n]{0,24}[0-8][0-9]{8}"#,
        "(?:^|[^0-9A-Za-z])[A-CEGHJ-PR-TW-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
        "(?:^|[^0-9A-Za-z])[0-9XYZ][0-9]{7}-?[A-Z]",
        "(?:^|[^0-9A-Za-z.-])[12] ?[0-9]{2} ?[0-9]{2} ?[0-9AB]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}",
        "(?:^|[^0-9A-Za-z])[A-Z]{6}[0-9]{2}[A-Z][0-9]{2}[A-Z][0-9]{3}[A-Z]",
        "(?:^|[^0-9A-Za-z.-])[0-9]{11}",
        #"(?:^|[^0-9A-Za-z.-])[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}"#,
        "(?:^|[^0-9A-Za-z.-])[2-9][0-9]{3} [0-9]{4} [0-9]{4}",
    ]

    public init() {}

    public func examine(_ candidate: PIICandidate, in text: ScannedText) -> PIIExamination {
        guard !text[candidate.end].isWord else { return .nothing }
        // Every form has at most 22 bytes; how far it goes back is counted in significant characters.
        let wanted = [9, 9, 9, 9, 15, 16, 11, 11, 12][candidate.pattern]
        var start = candidate.end
        var characters: [UInt8] = []
        while characters.count < wanted, candidate.end - start < 24 {
            start -= 1
            if text[start].isAlphanumeric { characters.append(text[start]) }
        }
        characters.reverse()
        guard characters.count == wanted, !text[start - 1].isWord, isRight(candidate.pattern, characters) else { return .nothing }
        // A longer number of groups (a card, a phone) is not one of these.
        if text[candidate.end] == UInt8(ascii: "-") || text[candidate.end] == 0x20, text[candidate.end + 1].isDigit { return .nothing }
        return .found(start..<candidate.end)
    }

    private func isRight(_ pattern: Int, _ characters: [UInt8]) -> Bool {
        switch pattern {
        case 0, 1: NationalIDChecks.isUnitedStates(characters)
        case 2: NationalIDChecks.isUnitedKingdom(characters)
        case 3: NationalIDChecks.isSpain(characters)
        case 4: NationalIDChecks.isFrance(characters)
        case 5: NationalIDChecks.isItaly(characters)
        case 6: NationalIDChecks.isPoland(characters) || NationalIDChecks.isGermany(characters)
        case 7: NationalIDChecks.isBrazil(characters)
        default: NationalIDChecks.isIndia(characters)
        }
    }
}
