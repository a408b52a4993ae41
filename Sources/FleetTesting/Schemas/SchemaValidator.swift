import Foundation
import JSON

/// A small JSON Schema validator for tests: the keywords that our schemas and the published descriptions use.
///
/// `format` is ignored, and so is a reference to another document that is not inside this one. An unknown keyword says nothing.
public struct SchemaValidator: Sendable {
    private let document: JSONValue
    /// Subschemas by their `$id`.
    private let named: [String: JSONValue]

    /// - Parameter document: what references lead into: a schema, or an OpenAPI document with schemas in it.
    public init(document: JSONValue) {
        self.document = document
        var named: [String: JSONValue] = [:]
        for section in ["definitions", "$defs"] {
            for member in document[section]?.object ?? JSONObject() {
                if let id = member.value["$id"]?.string { named[id] = member.value }
            }
        }
        self.named = named
    }

    /// What is wrong with a value, each with its place; empty when it fits.
    /// - Parameter pointer: the schema in the document, such as `#/components/schemas/Error`; `#` is the whole.
    public func faults(in value: JSONValue, pointer: String = "#") -> [String] {
        guard let schema = resolve(pointer) else { return ["there is no schema at \(pointer)"] }
        return faults(value, schema, at: "$", depth: 0)
    }

    /// As `faults(in:pointer:)`, against a schema of the caller's whose references lead into the document.
    public func faults(in value: JSONValue, schema: JSONValue) -> [String] { faults(value, schema, at: "$", depth: 0) }

    /// The value that a local reference leads to.
    public func resolve(_ reference: String) -> JSONValue? {
        if let found = named[reference] { return found }
        guard reference.hasPrefix("#") else { return nil }
        var value = document
        for part in reference.dropFirst().split(separator: "/") {
            let name = (part.removingPercentEncoding ?? String(part)).replacingOccurrences(of: "~1", with: "/").replacingOccurrences(
                of: "~0", with: "~")
            guard let next = value[name] ?? Int(name).flatMap({ value[$0] }) else { return nil }
            value = next
        }
        return value
    }

    private func faults(_ value: JSONValue, _ schema: JSONValue, at place: String, depth: Int) -> [String] {
        if case .bool(let isOpen) = schema { return isOpen ? [] : ["\(place): nothing may stand here"] }
        guard depth < 64 else { return ["\(place): the schema leads in a circle"] }
        if value.isNull, schema["nullable"]?.boolean == true { return [] }
        var faults: [String] = []
        if let reference = schema["$ref"]?.string {
            if let target = resolve(reference) {
                faults += self.faults(value, target, at: place, depth: depth + 1)
            } else if reference.hasPrefix("#") {
                faults.append("\(place): the schema names \(reference), which is not there")
            }
        }
        faults += SchemaValueRules.faults(value, schema, at: place)
        faults += combinations(value, schema, at: place, depth: depth)
        if let members = value.object { faults += self.members(members, schema, at: place, depth: depth) }
        if let elements = value.array, let item = schema["items"] {
            for (index, element) in elements.enumerated() { faults += self.faults(element, item, at: "\(place)[\(index)]", depth: depth + 1) }
        }
        return faults
    }

    private func combinations(_ value: JSONValue, _ schema: JSONValue, at place: String, depth: Int) -> [String] {
        func fits(_ part: JSONValue) -> Bool { self.faults(value, part, at: place, depth: depth + 1).isEmpty }
        var faults: [String] = []
        for part in schema["allOf"]?.array ?? [] { faults += self.faults(value, part, at: place, depth: depth + 1) }
        if let parts = schema["anyOf"]?.array, !parts.contains(where: fits) { faults += closest(value, parts, "any", at: place, depth: depth) }
        if let parts = schema["oneOf"]?.array {
            let count = parts.count(where: fits)
            if count == 0 { faults += closest(value, parts, "one", at: place, depth: depth) }
            if count > 1 { faults.append("\(place): fits \(count) alternatives where one is wanted") }
        }
        if let part = schema["not"], fits(part) { faults.append("\(place): what is excluded fits") }
        if let condition = schema["if"], let part = schema[fits(condition) ? "then" : "else"] {
            faults += self.faults(value, part, at: place, depth: depth + 1)
        }
        return faults
    }

    /// The faults of the alternative that fits best, so that a person sees what to mend.
    private func closest(_ value: JSONValue, _ parts: [JSONValue], _ word: String, at place: String, depth: Int) -> [String] {
        let all = parts.map { faults(value, $0, at: place, depth: depth + 1) }
        return ["\(place): fits not \(word) of \(parts.count) alternatives"] + (all.min { $0.count < $1.count } ?? [])
    }

    private func members(_ members: JSONObject, _ schema: JSONValue, at place: String, depth: Int) -> [String] {
        var faults: [String] = []
        for name in (schema["required"]?.array ?? []).compactMap(\.string) where members[name] == nil {
            faults.append("\(place).\(name): is missing")
        }
        let patterns = schema["patternProperties"]?.object ?? JSONObject()
        for member in members {
            let inside = "\(place).\(member.key)"
            var isNamed = false
            if let part = schema["properties"]?[member.key] {
                isNamed = true
                faults += self.faults(member.value, part, at: inside, depth: depth + 1)
            }
            for pattern in patterns where SchemaValueRules.matches(member.key, pattern.key) {
                isNamed = true
                faults += self.faults(member.value, pattern.value, at: inside, depth: depth + 1)
            }
            if !isNamed, let rest = schema["additionalProperties"] { faults += self.faults(member.value, rest, at: inside, depth: depth + 1) }
            if let names = schema["propertyNames"] { faults += self.faults(.string(member.key), names, at: inside, depth: depth + 1) }
        }
        return faults
    }
}
