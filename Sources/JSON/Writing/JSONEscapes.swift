/// Finds what a string must not hold as it is: control characters, quotation marks and backslashes. They are rare, so eight bytes are looked
/// at together.
enum JSONEscapes {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The place of the first one from `start` on; nil where there is none.
    static func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var place = start
        let bytes = UnsafeRawBufferPointer(text)
        while place + 8 <= bytes.count {
            if mayHold(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) { break }
            place += 8
        }
        while place < text.count {
            if needsEscape(text[place]) { return place }
            place += 1
        }
        return nil
    }

    static func needsEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") }

    /// Whether one of the eight bytes needs an escape. A byte below n borrows its top bit when n is taken away, one with a top bit of its own
    /// does not count; a byte that equals another one is zero after an exclusive or.
    private static func mayHold(_ word: UInt64) -> Bool {
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let slashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let controls = (word &- ones &* 0x20) & ~word
        return (controls | (quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes) & tops != 0
    }
}
