import JSON

/// A table as JSON Schema, draft 2020-12, with descriptions so that editors complete and explain.
public enum SchemaDocument {
    public static func make(_ table: FieldTable) -> JSONValue {
        var schema = object(table.root)
        var head: JSONObject = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": .string("urn:modelops:schema:\(table.schema)"),
            "title": .string(table.title),
        ]
        for member in schema { head[member.key] = member.value }
        schema = head
        return .object(schema)
    }

    private static func object(_ node: FieldNode) -> JSONObject {
        let members = node.members.filter { $0.node.field.availability == .now }
        var properties = JSONObject()
        for (name, member) in members { properties[name] = value(member) }
        var schema: JSONObject = ["type": "object", "description": .string(node.field.documentation), "properties": .object(properties)]
        let required = members.filter(\.node.field.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        schema["additionalProperties"] = false
        return schema
    }

    private static func value(_ node: FieldNode) -> JSONValue {
        var schema = constraint(node, node.field.kind)
        schema["description"] = .string(node.field.documentation)
        if let fallback = node.field.fallback { schema["default"] = fallback }
        if let example = node.field.example { schema["examples"] = [example] }
        return .object(schema)
    }

    private static func constraint(_ node: FieldNode, _ kind: FieldKind) -> JSONObject {
        switch kind {
        case .text(let rule):
            var schema: JSONObject = ["type": "string", "minLength": 1, "maxLength": .integer(Int64(rule.maximumBytes))]
            if let pattern = rule.pattern { schema["pattern"] = .string(pattern) }
            return schema
        case .integer(let range):
            var schema: JSONObject = ["type": "integer", "minimum": .integer(range.lowerBound)]
            if range.upperBound != .max { schema["maximum"] = .integer(range.upperBound) }
            return schema
        case .number(let least, let most, let includesMost):
            var schema: JSONObject = ["type": "number", "minimum": .number(least)]
            if most != .infinity { schema[includesMost ? "maximum" : "exclusiveMaximum"] = .number(most) }
            return schema
        case .truth: return ["type": "boolean"]
        case .choice(let words, _): return ["type": "string", "enum": .array(words.map { .string($0) })]
        case .duration: return ["type": "string", "pattern": "^[0-9]{1,9}[smhd]$"]
        case .decimal: return ["type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,6})?$"]
        case .object: return object(node)
        case .stage: return ["oneOf": [.object(object(node)), ["const": false]]]
        case .shorthand: return ["oneOf": [["type": "string"], .object(object(node))]]
        case .list(let minimum, let maximum):
            return [
                "type": "array", "minItems": .integer(Int64(minimum)), "maxItems": .integer(Int64(maximum)),
                "items": node.element.map(value) ?? true,
            ]
        case .map(let values):
            return ["type": "object", "maxProperties": 64, "additionalProperties": .object(constraint(node, values))]
        case .scalar: return ["type": ["string", "number", "boolean"]]
        case .anything: return [:]
        }
    }
}
