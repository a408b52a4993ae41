import FleetCore

/// Codable types to bytes and back, for bodies of the control plane: keys sorted, slashes left alone, names exactly as the types' `CodingKeys` say.
public enum JSONCoding {
    /// - Throws: `FleetError` `json_shape` (bug) for a number that JSON cannot say.
    public static func encode(_ value: some Encodable) throws -> [UInt8] { JSONWriter.canonical.bytes(try JSONValue.encoding(value)) }

    /// - Throws: `FleetError` (rejected): those of `JSONReader`, or `json_shape` with the path of the field.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8], limits: JSONLimits = .standard) throws -> Value {
        try JSONReader.parse(bytes, limits: limits).decode(type)
    }
}
