/// Telephone numbers: international (`+49 30 1234567`, `0033 6…`), North American with separators, European national ones in their written groups
/// (`06 12 34 56 78`, `0151/2345678`), and any number of 7 to 15 digits right behind a word such as `tel` or `phone`.
/// Not found: national numbers without separators and without such a word.
public struct PhoneDetector: PIIDetector {
    public let entity = PIIEntity("phone")
    public let patterns = [
        #"(?:^|[^0-9A-Za-z])(?:\+[ (]?|00)[1-9]"#,
        #"(?:^|[^0-9A-Za-z.+-])(?:1[ .-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[ .-][0-9]{4}"#,
        #"(?:^|[^0-9A-Za-z.,:/-])0[1-9](?:[ .-][0-9]{2}){4}"#,
        #"(?:^|[^0-9A-Za-z.,:/-])0[1-9][0-9]{1,4}[ /][1-9][0-9 ]{4}"#,
        #"(?i)(?:^|[^a-z])(?:tel|phone|mobile|mobil|cell|fax|telefon|telefono|teléfono|téléphone|handy|whatsapp|call)[a-z]{0,8}[^0-9a-z+]{1,12}[0-9(]"#,
    ]

    public init() {}

    public func examine(_ candidate: PIICandidate, in text: ScannedText) -> PIIExamination {
        let from = start(of: candidate, in: text)
        let number = Self.number(from: from, in: text)
        let digits = text.digits(in: number).count
        guard digits <= 15, digits >= minimum(candidate.pattern), !text[number.upperBound].isWord else { return .nothing }
        if candidate.pattern == 4, isDate(number, text) { return .nothing }
        return .found(number)
    }

    private func minimum(_ pattern: Int) -> Int { [8, 10, 10, 8, 7][pattern] }

    /// Where the number begins of which the candidate is an inner part.
    private func start(of candidate: PIICandidate, in text: ScannedText) -> Int {
        let isPart: (UInt8) -> Bool = { $0.isDigit || " .-/()+".utf8.contains($0) }
        switch candidate.pattern {
        case 0:
            let digit = candidate.end - 1
            if text[digit - 1] == UInt8(ascii: "0") { return digit - 2 }
            return text.start(of: digit, limit: 2) { $0 != UInt8(ascii: "+") } - 1
        case 4: return candidate.end - 1
        default:
            var start = text.start(of: candidate.end, limit: 20, while: isPart)
            while start < candidate.end, !text[start].isDigit, text[start] != UInt8(ascii: "(") || text[start + 1] == 0x20 { start += 1 }
            return start
        }
    }

    /// Digits in groups, at most one separator between two (or a bracket and a space), ending in a digit.
    static func number(from start: Int, in text: ScannedText) -> Range<Int> {
        var end = start
        var offset = start
        var gap = 0
        while offset - start < 32 {
            let byte = text[offset]
            if byte.isDigit {
                gap = 0
                offset += 1
                end = offset
                continue
            }
            let isSign = byte == UInt8(ascii: "+") && offset == start
            guard isSign || " .-/()".utf8.contains(byte), gap < 3 || offset == start else { break }
            gap += isSign ? 0 : 1
            if gap == 2, byte != UInt8(ascii: "("), text[offset - 1] != UInt8(ascii: ")"), byte != UInt8(ascii: ")") { break }
            offset += 1
        }
        return start..<max(end, start)
    }

    /// `2024-05-06` behind `call` is a day.
    private func isDate(_ range: Range<Int>, _ text: ScannedText) -> Bool {
        range.count == 10 && text[range.lowerBound + 4] == UInt8(ascii: "-") && text[range.lowerBound + 7] == UInt8(ascii: "-")
    }
}
