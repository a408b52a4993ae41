import FleetCore
import JSON

/// Reads a document strictly against its table: unknown fields, wrong types and values out of range are refused, defaults are filled in.
public struct DocumentReader: Sendable {
    private let table: FieldTable
    private let acceptsCamelCase: Bool

    /// - Parameter acceptsCamelCase: `baseModel` counts as `base_model`, for callers of the HTTP interface.
    public init(_ table: FieldTable, acceptsCamelCase: Bool = false) {
        self.table = table
        self.acceptsCamelCase = acceptsCamelCase
    }

    /// The document with every default filled in, members in the order of the table, `schema` set.
    /// - Throws: `FleetError` (rejected) `wrong_type`, `unknown_field`, `missing_field`, `out_of_range`, `unknown_value`,
    ///   `not_available_yet`, `schema_unknown`, each with the path.
    public func read(_ value: JSONValue) throws -> JSONValue {
        guard case .object(var object) = value else {
            throw FleetError(
                "wrong_type", .rejected, "expected one \(table.title) as a JSON object, found \(value.typeName)",
                hint: value.isNull
                    ? "the document is empty: it begins with its name, dataset and train" : value.array == nil ? nil : "send one message per document"
            )
        }
        if let schema = object["schema"], schema != .string(table.schema) {
            throw FleetError(
                "schema_unknown", .rejected, "\(DocumentFault.shown(schema)) is not \(table.schema)", path: "schema",
                hint: "leave the field out or write \(table.schema)")
        }
        object["schema"] = .string(table.schema)
        return .object(try readObject(object, table.root, at: ""))
    }

    private func readObject(_ object: JSONObject, _ node: FieldNode, at path: String) throws -> JSONObject {
        var given: [String: JSONValue] = [:]
        for member in object {
            let place = path.isEmpty ? member.key : "\(path).\(member.key)"
            let name = known(member.key, in: node)
            guard let target = node.member(name) else {
                throw DocumentFault.unknownField(place, name: member.key, in: node, of: table)
            }
            if target.field.availability == .later { throw DocumentFault.notYet("this field", at: place) }
            if given.updateValue(member.value, forKey: name) != nil {
                throw FleetError("wrong_type", .rejected, "stands twice, as \(name) and in another spelling", path: place, hint: "keep one of them")
            }
        }
        var result = JSONObject()
        for (name, target) in node.members {
            let place = path.isEmpty ? name : "\(path).\(name)"
            if let value = given[name] ?? target.field.fallback {
                result[name] = try readValue(value, target, target.field.kind, at: place)
            } else if target.field.isRequired {
                throw DocumentFault.missing(target, at: place)
            }
        }
        return result
    }

    private func known(_ key: String, in node: FieldNode) -> String {
        guard acceptsCamelCase, node.member(key) == nil else { return key }
        return Spelling.snakeCase(key)
    }

    private func readValue(_ value: JSONValue, _ node: FieldNode, _ kind: FieldKind, at path: String) throws -> JSONValue {
        switch kind {
        case .object, .stage:
            if kind == .stage, value == .bool(false) { return value }
            guard let object = value.object else { throw DocumentFault.wrongType(value, kind, at: path) }
            return .object(try readObject(object, node, at: path))
        case .shorthand(let member):
            if value.string != nil { return .object(try readObject([member: value], node, at: path)) }
            guard let object = value.object else { throw DocumentFault.wrongType(value, kind, at: path) }
            return .object(try readObject(object, node, at: path))
        case .list(let minimum, let maximum):
            guard let array = value.array, let element = node.element else { throw DocumentFault.wrongType(value, kind, at: path) }
            guard (minimum...maximum).contains(array.count) else {
                throw FleetError(
                    "out_of_range", .rejected, "has \(array.count) elements; \(minimum) to \(maximum) are taken", path: path,
                    hint: array.isEmpty ? "name at least one" : nil)
            }
            return .array(
                try array.enumerated().map { try readValue($0.element, element, element.field.kind, at: "\(path)[\($0.offset)]") })
        case .map(let values):
            guard let object = value.object else { throw DocumentFault.wrongType(value, kind, at: path) }
            guard object.count <= 64 else { throw FleetError("out_of_range", .rejected, "has \(object.count) names; 64 are taken", path: path) }
            var result = JSONObject()
            for member in object {
                guard TextRule.free(128).accepts(member.key) else {
                    throw FleetError("out_of_range", .rejected, "a name in it is empty, too long (128 bytes) or holds control characters", path: path)
                }
                result[member.key] = try readValue(member.value, node, values, at: "\(path).\(member.key)")
            }
            return .object(result)
        default:
            try ScalarCheck.check(value, kind, at: path)
            return value
        }
    }
}
