/// Payment card numbers: 13 to 19 digits, with single spaces or hyphens or none between them, an issuer's prefix and a right Luhn digit.
public struct CardDetector: PIIDetector {
    public let entity = PIIEntity("card")
    public let patterns = ["[0-9](?:[ -]?[0-9]){12}"]

    public init() {}

    public func examine(_ candidate: PIICandidate, in text: ScannedText) -> PIIExamination {
        let isPart: (UInt8) -> Bool = { $0.isDigit || $0 == 0x20 || $0 == UInt8(ascii: "-") }
        // 19 digits and 18 separators fit in 37 bytes; whatever ends in this run is looked at now, once.
        let runEnd = text.end(of: candidate.end, limit: 40, while: isPart)
        var offset = text.start(of: candidate.end, limit: 40, while: isPart)
        var digits: [UInt8] = []
        var groups: [(range: Range<Int>, first: Int)] = []
        while offset < runEnd {
            let end = text.end(of: offset, limit: runEnd - offset) { $0.isDigit }
            if end > offset { groups.append((offset..<end, digits.count)) }
            for place in offset..<end { digits.append(text[place] - 0x30) }
            offset = end + 1
        }
        for first in groups.indices {
            for last in first..<groups.count {
                // Groups of one number are one separator apart.
                if last > first, groups[last].range.lowerBound - groups[last - 1].range.upperBound != 1 { break }
                let number = digits[groups[first].first..<(groups[last].first + groups[last].range.count)]
                guard number.count <= 19 else { break }
                let range = groups[first].range.lowerBound..<groups[last].range.upperBound
                if number.count >= 13, Self.hasIssuer(number), Self.isLuhn(number), stands(range, in: text) { return .found(range) }
            }
        }
        return .nothing(upTo: runEnd)
    }

    private func stands(_ range: Range<Int>, in text: ScannedText) -> Bool {
        let before = text[range.lowerBound - 1]
        let after = text[range.upperBound]
        if before.isWord || after.isWord { return false }
        // A fraction, such as 0.4111111111111111.
        return !(before == UInt8(ascii: ".") && text[range.lowerBound - 2].isDigit)
    }

    /// Visa, Mastercard (both series), American Express, Discover, Diners, JCB, UnionPay, Maestro.
    static func hasIssuer(_ digits: ArraySlice<UInt8>) -> Bool {
        let four = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
        switch digits.count {
        case 13: return four / 1000 == 4
        case 14: return (300...305).contains(four / 10) || [36, 38, 39].contains(four / 100)
        case 15: return [34, 37].contains(four / 100)
        case 16:
            return four / 1000 == 4 || (51...55).contains(four / 100) || (2221...2720).contains(four) || four == 6011
                || (644...659).contains(four / 10) || (3528...3589).contains(four) || four / 100 == 62
                || [50, 56, 57, 58, 63, 67].contains(four / 100)
        case 17, 18: return [50, 56, 57, 58, 62, 63, 67].contains(four / 100)
        case 19: return [50, 56, 57, 58, 62, 63, 67].contains(four / 100) || four / 1000 == 4 || (644...659).contains(four / 10)
        default: return false
        }
    }

    /// The check digit of ISO/IEC 7812.
    static func isLuhn(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.contains(where: { $0 != digits.first }) else { return false }
        var sum = 0
        for (position, digit) in digits.reversed().enumerated() {
            let doubled = Int(digit) * (position % 2 == 0 ? 1 : 2)
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return sum % 10 == 0
    }
}
