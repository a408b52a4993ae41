/// A single value as `Encodable` types write it.
struct JSONSingleValueEncoding: SingleValueEncodingContainer {
    let encoder: JSONValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() { encoder.fillNull() }

    func encode<Value: Encodable>(_ value: Value) throws { try encoder.fill(value) }
}
