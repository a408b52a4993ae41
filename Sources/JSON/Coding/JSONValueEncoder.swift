import FleetCore

/// Makes a `JSONValue` out of an `Encodable`. A node is filled in by the containers that are handed out for it; one encoding uses it, on one thread.
final class JSONValueEncoder: Encoder {
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    private enum Content {
        case empty
        case value(JSONValue)
        case members([(key: String, node: JSONValueEncoder)])
        case elements([JSONValueEncoder])
    }

    private var content = Content.empty

    init(codingPath: [any CodingKey]) { self.codingPath = codingPath }

    /// What was encoded; a type that encoded nothing is an empty object.
    var value: JSONValue {
        switch content {
        case .empty: .object(JSONObject())
        case .value(let value): value
        case .elements(let nodes): .array(nodes.map(\.value))
        case .members(let members): .object(JSONObject(unique: members.map { .init(key: $0.key, value: $0.node.value) }))
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        beginObject()
        return KeyedEncodingContainer(JSONKeyedEncoding<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        beginArray()
        return JSONUnkeyedEncoding(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingleValueEncoding(encoder: self) }

    func beginObject() {
        if case .members = content { return }
        content = .members([])
    }

    func beginArray() {
        if case .elements = content { return }
        content = .elements([])
    }

    var elementCount: Int {
        if case .elements(let nodes) = content { return nodes.count }
        return 0
    }

    /// A new node for a member; a key that is encoded again replaces its former value.
    func member(_ key: any CodingKey) -> JSONValueEncoder {
        let node = JSONValueEncoder(codingPath: codingPath + [key])
        guard case .members(var members) = content else { return node }
        content = .empty
        members.removeAll { $0.key == key.stringValue }
        members.append((key.stringValue, node))
        content = .members(members)
        return node
    }

    /// A new node behind the last element.
    func element() -> JSONValueEncoder {
        guard case .elements(var nodes) = content else { return JSONValueEncoder(codingPath: codingPath) }
        content = .empty
        let node = JSONValueEncoder(codingPath: codingPath + [JSONIndexKey(nodes.count)])
        nodes.append(node)
        content = .elements(nodes)
        return node
    }

    func fill<Value: Encodable>(_ input: Value) throws {
        switch input {
        case let input as JSONValue: content = .value(input)
        case let input as String: content = .value(.string(input))
        case let input as Bool: content = .value(.bool(input))
        case let input as Double: content = .value(try number(input))
        case let input as Float: content = .value(try number(Double(input)))
        case let input as any FixedWidthInteger:
            guard let integer = Int64(exactly: input) else { throw fault("\(input) does not fit into 64 bits with a sign") }
            content = .value(.integer(integer))
        default: try input.encode(to: self)
        }
    }

    func fillNull() { content = .value(.null) }

    private func number(_ number: Double) throws -> JSONValue {
        guard number.isFinite else { throw fault("\(number) has no form in JSON") }
        return .number(number)
    }

    private func fault(_ message: String) -> FleetError {
        FleetError("json_shape", .bug, "encoding: \(message)", path: codingPath.isEmpty ? nil : JSONPath.text(codingPath))
    }
}
