/// Writes JSON: compact or for people, in the given order of keys or sorted. A number that JSON cannot say (infinite, not a number) becomes null.
public struct JSONWriter: Sendable {
    /// Keys sorted by their UTF-8 bytes; otherwise in the order of the object.
    public var sortsKeys: Bool
    /// Two spaces of indentation, one member a line.
    public var isPretty: Bool

    public init(sortsKeys: Bool = false, isPretty: Bool = false) {
        self.sortsKeys = sortsKeys
        self.isPretty = isPretty
    }

    public static let compact = JSONWriter()
    /// One form per value: what digests are taken of. (`1` and `1.0` are different values.)
    public static let canonical = JSONWriter(sortsKeys: true)
    public static let pretty = JSONWriter(isPretty: true)

    public func bytes(_ value: JSONValue) -> [UInt8] {
        var output: [UInt8] = []
        write(value, to: &output)
        return output
    }

    public func text(_ value: JSONValue) -> String { String(decoding: bytes(value), as: UTF8.self) }

    /// Appends a value to a buffer.
    public func write(_ value: JSONValue, to output: inout [UInt8]) { write(value, level: 0, to: &output) }

    /// Appends a string in quotes, escaped as little as RFC 8259 allows (no slash, no character beyond ASCII).
    public static func write(_ text: String, to output: inout [UInt8]) {
        var text = text
        text.withUTF8 { write($0, to: &output) }
    }

    /// Appends a string whose bytes are UTF-8: what needs no escape is copied as a whole.
    public static func write(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        var start = 0
        while let place = JSONEscapes.first(in: text, from: start) {
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<place]))
            escape(text[place], to: &output)
            start = place + 1
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        output.append(UInt8(ascii: "\""))
    }

    /// Appends a value of a tape as it is read there, without making anything of it; null where there is none.
    public static func write(_ value: JSONTapeValue?, to output: inout [UInt8]) {
        guard let value else { return write(json: "null", to: &output) }
        if value.withString({ write($0, to: &output) }) != nil { return }
        if let integer = value.integer() { return write(integer, to: &output) }
        if let number = value.number() { return write(number, to: &output) }
        compact.write(value.materialized(), to: &output)
    }

    /// Appends an integer.
    public static func write(_ integer: Int64, to output: inout [UInt8]) {
        JSONDigits.write(integer.magnitude, isNegative: integer < 0, to: &output)
    }

    /// Appends a number in its shortest form; null where JSON cannot say it.
    public static func write(_ number: Double, to output: inout [UInt8]) {
        if JSONDigits.write(short: number, to: &output) { return }
        var text = number.isFinite ? number.description : "null"
        text.withUTF8 { output.append(contentsOf: $0) }
    }

    /// Appends what is JSON already: a name with its colon, a bracket.
    public static func write(json: StaticString, to output: inout [UInt8]) {
        output.append(contentsOf: UnsafeBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount))
    }

    private static func escape(_ byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0..<0x20:
            output += "u00".utf8
            output.append(hexadecimal(byte >> 4))
            output.append(hexadecimal(byte & 15))
        default: output.append(byte)
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10 }

    private func write(_ value: JSONValue, level: Int, to output: inout [UInt8]) {
        switch value {
        case .null: output += "null".utf8
        case .bool(let flag): output += (flag ? "true" : "false").utf8
        case .integer(let integer): Self.write(integer, to: &output)
        case .number(let number): Self.write(number, to: &output)
        case .string(let text): Self.write(text, to: &output)
        case .array(let elements):
            list(elements, "[", "]", level, &output) { write($0, level: level + 1, to: &$1) }
        case .object(let object):
            let members = sortsKeys ? object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } : object.members
            list(members, "{", "}", level, &output) { member, output in
                Self.write(member.key, to: &output)
                output += (isPretty ? ": " : ":").utf8
                write(member.value, level: level + 1, to: &output)
            }
        }
    }

    private func list<Item>(
        _ items: [Item], _ open: String, _ close: String, _ level: Int, _ output: inout [UInt8], _ one: (Item, inout [UInt8]) -> Void
    ) {
        output += open.utf8
        for (position, item) in items.enumerated() {
            if position > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(level + 1, &output)
            one(item, &output)
        }
        if !items.isEmpty { breakLine(level, &output) }
        output += close.utf8
    }

    private func breakLine(_ level: Int, _ output: inout [UInt8]) {
        guard isPretty else { return }
        output.append(UInt8(ascii: "\n"))
        for _ in 0..<level { output += "  ".utf8 }
    }
}
