import FleetCore

/// Makes a `Decodable` out of a `JSONValue`; every error is a `FleetError` `json_shape` with the path of the field.
struct JSONValueDecoder: Decoder {
    let value: JSONValue
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let object = value.object else { throw mismatch("object") }
        return KeyedDecodingContainer(JSONKeyedDecoding<Key>(decoder: self, object: object))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let array = value.array else { throw mismatch("array") }
        return JSONUnkeyedDecoding(decoder: self, array: array)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    func nested(_ value: JSONValue, _ key: any CodingKey) -> JSONValueDecoder {
        JSONValueDecoder(value: value, codingPath: codingPath + [key])
    }

    func mismatch(_ expected: String) -> FleetError {
        Self.fault("expected \(expected), found \(value.typeName)", codingPath)
    }

    static func fault(_ message: String, _ path: [any CodingKey]) -> FleetError {
        FleetError("json_shape", .rejected, message, path: path.isEmpty ? nil : JSONPath.text(path))
    }

    private func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        guard let wide = value.integer else { throw mismatch("an integer") }
        guard let number = Number(exactly: wide) else { throw Self.fault("\(wide) is out of range", codingPath) }
        return number
    }

    private func number() throws -> Double {
        guard let number = value.number else { throw mismatch("a number") }
        return number
    }

    /// The primitive types here, everything else by its own `init(from:)`.
    private func primitive(_ type: any Decodable.Type) throws -> (any Decodable)? {
        switch type {
        case is JSONValue.Type: return value
        case is String.Type:
            guard let string = value.string else { throw mismatch("a string") }
            return string
        case is Bool.Type:
            guard let flag = value.boolean else { throw mismatch("true or false") }
            return flag
        case is Double.Type: return try number()
        case is Float.Type: return Float(try number())
        case let type as any (FixedWidthInteger & Decodable).Type: return try wideInteger(type)
        default: return nil
        }
    }

    private func wideInteger<Number: FixedWidthInteger & Decodable>(_ type: Number.Type) throws -> Number { try integer(type) }
}

extension JSONValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { value.isNull }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        // Two steps: cast in one, a nil would become a value of an optional type.
        if let primitive = try primitive(type), let value = primitive as? Value { return value }
        do {
            return try Value(from: self)
        } catch let error as DecodingError {
            throw Self.translated(error, codingPath)
        }
    }

    /// What a type's own `init(from:)` threw, with the path of the place that it complains about.
    private static func translated(_ error: DecodingError, _ path: [any CodingKey]) -> FleetError {
        switch error {
        case .keyNotFound(let key, let context): fault("is missing", context.codingPath + [key])
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            fault(context.debugDescription, context.codingPath.count >= path.count ? context.codingPath : path)
        @unknown default: fault("has the wrong shape", path)
        }
    }
}
