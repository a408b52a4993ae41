/// The rules of national numbers, on their characters without separators.
enum NationalIDChecks {
    private static func number(_ digits: some Sequence<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) } }

    private static func weighted(_ digits: some Sequence<UInt8>, _ weights: [Int]) -> Int {
        zip(digits, weights).reduce(0) { $0 + Int($1.0 &- 0x30) * $1.1 }
    }

    /// Area 001...899 but 666, group and serial not zero.
    static func isUnitedStates(_ text: [UInt8]) -> Bool {
        let area = number(text[0..<3])
        return area != 0 && area != 666 && area < 900 && number(text[3..<5]) != 0 && number(text[5..<9]) != 0
    }

    /// The second letter is no O; BG, GB, KN, NK, NT, TN, ZZ are not given out.
    static func isUnitedKingdom(_ text: [UInt8]) -> Bool {
        let prefix = String(decoding: text[0..<2], as: UTF8.self)
        return text[1] != UInt8(ascii: "O") && !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(prefix)
    }

    /// The letter is the number modulo 23; X, Y, Z stand for 0, 1, 2.
    static func isSpain(_ text: [UInt8]) -> Bool {
        let first = text[0].isDigit ? text[0] : text[0] - UInt8(ascii: "X") + 0x30
        return Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)[number([first] + text[1..<8]) % 23] == text[8]
    }

    /// 97 minus the number modulo 97; Corsica's 2A and 2B count as 19 and 18.
    static func isFrance(_ text: [UInt8]) -> Bool {
        var digits = Array(text[0..<13])
        if digits[6] == UInt8(ascii: "A") { digits.replaceSubrange(5...6, with: Array("19".utf8)) }
        if digits[6] == UInt8(ascii: "B") { digits.replaceSubrange(5...6, with: Array("18".utf8)) }
        let month = number(digits[3..<5])
        guard digits.allSatisfy(\.isDigit), (1...12).contains(month) || (20...42).contains(month) || month >= 50 else { return false }
        return 97 - number(digits) % 97 == number(text[13..<15])
    }

    /// The last letter is a sum over the 15 before it; odd places have values of their own.
    static func isItaly(_ text: [UInt8]) -> Bool {
        let odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
        var sum = 0
        for (place, byte) in text[0..<15].enumerated() {
            let value = Int(byte.isDigit ? byte - 0x30 : byte - 0x41)
            sum += place % 2 == 0 ? odd[value] : value
        }
        return UInt8(sum % 26) + 0x41 == text[15]
    }

    /// A birthday (the century is in the month) and a weighted sum.
    static func isPoland(_ text: [UInt8]) -> Bool {
        let month = number(text[2..<4]) % 20
        let day = number(text[4..<6])
        guard (1...12).contains(month), (1...31).contains(day) else { return false }
        return (10 - weighted(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10 == Int(text[10] - 0x30)
    }

    /// Of the first ten digits exactly one comes twice or three times; the last by ISO 7064 modulus 11, 10.
    static func isGermany(_ text: [UInt8]) -> Bool {
        var counts = [Int](repeating: 0, count: 10)
        var product = 10
        for byte in text[0..<10] {
            counts[Int(byte - 0x30)] += 1
            let sum = (Int(byte - 0x30) + product) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        guard text[0] != 0x30, counts.filter({ $0 > 1 }).count == 1, counts.allSatisfy({ $0 <= 3 }) else { return false }
        return (11 - product) % 10 == Int(text[10] - 0x30)
    }

    /// Two check digits modulo 11; eleven equal digits are none.
    static func isBrazil(_ text: [UInt8]) -> Bool {
        guard text.contains(where: { $0 != text[0] }) else { return false }
        let first = weighted(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10
        let second = weighted(text, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10
        return first == Int(text[9] - 0x30) && second == Int(text[10] - 0x30)
    }

    /// The check digit of Verhoeff: multiplication in the dihedral group of order 10.
    static func isIndia(_ text: [UInt8]) -> Bool {
        let permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
        var check = 0
        for (place, byte) in text.reversed().enumerated() {
            var value = Int(byte - 0x30)
            for _ in 0..<(place % 8) { value = permutation[value] }
            check = dihedral(check, value)
        }
        return check == 0
    }

    private static func dihedral(_ left: Int, _ right: Int) -> Int {
        switch (left < 5, right < 5) {
        case (true, true): (left + right) % 5
        case (true, false): (left + right - 5) % 5 + 5
        case (false, true): (left - 5 - right + 5) % 5 + 5
        case (false, false): (left - right + 5) % 5
        }
    }
}
