import SimdJSON

/// A value on a `JSONTape`, read in place. Good until the tape parses its next document; a later use stops the process, as it would read other data.
///
/// Inlined where it is asked the most: a caller need not count the tape's references for each value that it only looks at.
public struct JSONTapeValue {
    @usableFromInline let tape: JSONTape
    @usableFromInline let index: Int
    @usableFromInline let generation: Int

    @inlinable init(tape: JSONTape, index: Int, generation: Int) {
        self.tape = tape
        self.index = index
        self.generation = generation
    }

    @inlinable var word: UInt64 {
        precondition(generation == tape.generation, "JSONTapeValue: used after the tape went on to the next document")
        return tape.view.words[index]
    }

    @inlinable func kind(_ letter: Unicode.Scalar) -> Bool { word >> 56 == UInt64(letter.value) }
    @inlinable func at(_ index: Int) -> JSONTapeValue { JSONTapeValue(tape: tape, index: index, generation: generation) }

    @inlinable public var isObject: Bool { kind("{") }
    public var isArray: Bool { kind("[") }
    @inlinable public var isString: Bool { kind("\"") }
    public var isNull: Bool { kind("n") }

    /// The string; nil for every other type.
    public func string() -> String? { withString { String(decoding: $0, as: UTF8.self) } }

    /// The bytes of the string, escapes resolved, without making a `String`; nil for every other type.
    @inlinable public func withString<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result? {
        guard isString else { return nil }
        let start = tape.view.strings + Int(word & 0x00FF_FFFF_FFFF_FFFF)
        let length = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
        return try body(UnsafeBufferPointer(start: start + 4, count: Int(length)))
    }

    /// The integer; nil for every other type, a number with a fraction or exponent included.
    @inlinable @inline(__always) public func integer() -> Int64? { kind("l") ? Int64(bitPattern: tape.view.words[index + 1]) : nil }

    /// The number, whether it was written as an integer or not.
    @inlinable public func number() -> Double? {
        if let integer = integer() { return Double(integer) }
        return kind("d") ? Double(bitPattern: tape.view.words[index + 1]) : nil
    }

    public func boolean() -> Bool? { kind("t") ? true : kind("f") ? false : nil }

    /// The value of a key; nil when there is none, or when this is no object.
    @inlinable @inline(__always) public subscript(key: String) -> JSONTapeValue? {
        guard isObject else { return nil }
        var key = key
        let place = key.withUTF8 { tape.member($0, of: index) }
        return place == 0 ? nil : at(place)
    }

    /// Calls with each member of an object in order; does nothing for another type.
    public func forEachMember(_ body: (String, JSONTapeValue) throws -> Void) rethrows {
        guard isObject else { return }
        var member = index + 1
        while member < behind - 1 {
            let value = at(member + 1)
            try body(at(member).string() ?? "", value)
            member = value.behind
        }
    }

    /// Calls with each element of an array in order; does nothing for another type.
    public func forEachElement(_ body: (JSONTapeValue) throws -> Void) rethrows {
        guard isArray else { return }
        var element = index + 1
        while element < behind - 1 {
            try body(at(element))
            element = at(element).behind
        }
    }

    /// The whole as a `JSONValue` that outlives the tape.
    public func materialized() -> JSONValue {
        if isObject {
            var members: [JSONObject.Member] = []
            forEachMember { members.append(.init(key: $0, value: $1.materialized())) }
            return .object(JSONObject(unique: members))
        }
        if isArray {
            var elements: [JSONValue] = []
            forEachElement { elements.append($0.materialized()) }
            return .array(elements)
        }
        if let string = string() { return .string(string) }
        if let integer = integer() { return .integer(integer) }
        if let number = number() { return .number(number) }
        if let boolean = boolean() { return .bool(boolean) }
        return .null
    }

    /// The index of what follows this value on the tape.
    private var behind: Int {
        let word = word
        switch UInt8(truncatingIfNeeded: word >> 56) {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return Int(UInt32(truncatingIfNeeded: word))
        case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): return index + 2
        default: return index + 1
        }
    }
}
