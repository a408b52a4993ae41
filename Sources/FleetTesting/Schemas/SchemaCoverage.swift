import JSON

/// Holds a schema and a full sample together: what only one of them names has drifted.
public enum SchemaCoverage {
    /// The places that the schema names, such as `$.token.attempt` and `$.executions[].lines`.
    public static func named(by schema: JSONValue, in validator: SchemaValidator, at place: String = "$") -> Set<String> {
        var schema = schema
        while let target = schema["$ref"]?.string.flatMap({ validator.resolve($0) }) { schema = target }
        var places: Set<String> = []
        for member in schema["properties"]?.object ?? JSONObject() {
            places.insert("\(place).\(member.key)")
            places.formUnion(named(by: member.value, in: validator, at: "\(place).\(member.key)"))
        }
        if let items = schema["items"] { places.formUnion(named(by: items, in: validator, at: place + "[]")) }
        for part in schema["anyOf"]?.array ?? [] { places.formUnion(named(by: part, in: validator, at: place)) }
        return places
    }

    /// The places that a sample has, as far as the schema says what is in them: free values and maps are not entered.
    public static func present(in value: JSONValue, schema: JSONValue, validator: SchemaValidator, at place: String = "$") -> Set<String> {
        var schema = schema
        while let target = schema["$ref"]?.string.flatMap({ validator.resolve($0) }) { schema = target }
        for part in schema["anyOf"]?.array ?? [] where !value.isNull && part["type"] != "null" {
            return present(in: value, schema: part, validator: validator, at: place)
        }
        var places: Set<String> = []
        if let properties = schema["properties"] {
            for member in value.object ?? JSONObject() {
                places.insert("\(place).\(member.key)")
                places.formUnion(
                    present(in: member.value, schema: properties[member.key] ?? true, validator: validator, at: "\(place).\(member.key)"))
            }
        }
        if let items = schema["items"] {
            for element in value.array ?? [] { places.formUnion(present(in: element, schema: items, validator: validator, at: place + "[]")) }
        }
        return places
    }
}
