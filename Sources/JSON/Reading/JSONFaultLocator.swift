/// Finds where a document breaks RFC 8259, after the fast parser has refused it (which does not say where).
/// One pass, no recursion, so that it is safe for whatever was refused.
struct JSONFaultLocator {
    /// The first fault: where, and what was expected instead.
    struct Finding: Equatable {
        var offset: Int
        var reason: String
    }

    private enum Expectation { case value, valueOrEnd, keyOrEnd, key, colon, commaOrEnd, nothing }

    private let bytes: UnsafeRawBufferPointer
    private var offset = 0
    private var closers: [UInt8] = []

    private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Nil when no fault was found: the document is well formed.
    static func find(in bytes: UnsafeRawBufferPointer) -> Finding? {
        var locator = JSONFaultLocator(bytes)
        return locator.run()
    }

    private mutating func run() -> Finding? {
        var expected = Expectation.value
        while true {
            skipSpace()
            guard offset < bytes.count else {
                return expected == .nothing ? nil : Finding(offset: offset, reason: "the document ends too early")
            }
            let byte = bytes[offset]
            switch expected {
            case .nothing:
                return Finding(offset: offset, reason: "something follows the end of the document")
            case .colon:
                guard byte == UInt8(ascii: ":") else { return Finding(offset: offset, reason: "expected a colon after the key") }
                offset += 1
                expected = .value
            case .key, .keyOrEnd:
                if expected == .keyOrEnd, byte == UInt8(ascii: "}") {
                    expected = close()
                    continue
                }
                guard byte == UInt8(ascii: "\"") else { return Finding(offset: offset, reason: "expected a key in double quotes") }
                if let finding = string() { return finding }
                expected = .colon
            case .commaOrEnd:
                if byte == closers.last {
                    expected = close()
                } else if byte == UInt8(ascii: ",") {
                    offset += 1
                    expected = closers.last == UInt8(ascii: "}") ? .key : .value
                } else {
                    return Finding(offset: offset, reason: "expected a comma or the end of the object or array")
                }
            case .value, .valueOrEnd:
                if expected == .valueOrEnd, byte == UInt8(ascii: "]") {
                    expected = close()
                } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                    closers.append(byte == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                    offset += 1
                    expected = byte == UInt8(ascii: "{") ? .keyOrEnd : .valueOrEnd
                } else {
                    if let finding = scalar(byte) { return finding }
                    expected = closers.isEmpty ? .nothing : .commaOrEnd
                }
            }
        }
    }

    private mutating func close() -> Expectation {
        offset += 1
        closers.removeLast()
        return closers.isEmpty ? .nothing : .commaOrEnd
    }

    private mutating func skipSpace() {
        while offset < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func scalar(_ first: UInt8) -> Finding? {
        switch first {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        default: return Finding(offset: offset, reason: "expected a value")
        }
    }

    private mutating func word(_ text: StaticString) -> Finding? {
        let start = offset
        for index in 0..<text.utf8CodeUnitCount {
            guard offset < bytes.count, bytes[offset] == text.utf8Start[index] else {
                return Finding(offset: start, reason: "expected true, false or null")
            }
            offset += 1
        }
        return nil
    }

    private mutating func string() -> Finding? {
        let start = offset
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                offset += 1
                return nil
            }
            if byte < 0x20 { return Finding(offset: offset, reason: "a control character in a string must be escaped") }
            if byte == UInt8(ascii: "\\") {
                guard let length = escapeLength() else { return Finding(offset: offset, reason: "an unknown escape in a string") }
                offset += length
            } else {
                offset += 1
            }
        }
        return Finding(offset: start, reason: "the string that begins here has no end")
    }

    private func escapeLength() -> Int? {
        guard offset + 1 < bytes.count else { return nil }
        if "\"\\/bfnrt".utf8.contains(bytes[offset + 1]) { return 2 }
        guard bytes[offset + 1] == UInt8(ascii: "u"), offset + 5 < bytes.count else { return nil }
        return bytes[(offset + 2)...(offset + 5)].allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) } ? 6 : nil
    }

    private mutating func number() -> Finding? {
        let start = offset
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        let leading = offset
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[leading] != UInt8(ascii: "0") else {
            return Finding(offset: start, reason: "not a number as JSON writes them")
        }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            if digits() == 0 { return Finding(offset: start, reason: "a number needs digits after the point") }
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") { offset += 1 }
            if digits() == 0 { return Finding(offset: start, reason: "a number needs digits in its exponent") }
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if !text.contains(where: { ".eE".contains($0) }) {
            return Int64(text) == nil ? Finding(offset: start, reason: "an integer outside 64 bits: write it as a string") : nil
        }
        return Double(text)?.isFinite == true ? nil : Finding(offset: start, reason: "a number outside double precision")
    }

    private mutating func digits() -> Int {
        let start = offset
        while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) { offset += 1 }
        return offset - start
    }
}
