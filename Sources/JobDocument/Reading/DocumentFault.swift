import FleetCore
import JSON

/// The refusals of the reader: each names the path, the value where it helps, and the next step.
enum DocumentFault {
    static func wrongType(_ value: JSONValue, _ kind: FieldKind, at path: String) -> FleetError {
        var hint: String?
        if value.isNull { hint = "leave the field out to get its default" }
        return FleetError("wrong_type", .rejected, "expected \(kind.words), found \(shown(value))", path: path, hint: hint)
    }

    static func outOfRange(_ value: JSONValue, _ kind: FieldKind, at path: String) -> FleetError {
        FleetError("out_of_range", .rejected, "expected \(kind.words), found \(shown(value))", path: path)
    }

    static func unknownValue(_ text: String, among words: [String], at path: String) -> FleetError {
        FleetError(
            "unknown_value", .rejected, "\(shown(.string(text))) is none of \(words.joined(separator: ", "))", path: path,
            hint: NearestName.find(text, among: words).map { "did you mean \($0)?" })
    }

    static func notYet(_ what: String, at path: String) -> FleetError {
        FleetError(
            "not_available_yet", .rejected, "\(what) is planned for a later release and not available yet", path: path,
            hint: "leave it out for now")
    }

    static func missing(_ node: FieldNode, at path: String) -> FleetError {
        FleetError(
            "missing_field", .rejected, "is missing: \(node.field.documentation)", path: path, hint: "give \(node.field.kind.words)")
    }

    static func unknownField(_ path: String, name: String, in node: FieldNode, of table: FieldTable) -> FleetError {
        var hint = NearestName.find(name, among: node.members.map(\.name)).map { "did you mean \($0)?" }
        if hint == nil, let elsewhere = table.fields.first(where: { $0.path.hasSuffix("." + name) && $0.availability == .now }) {
            hint = "there is a field \(elsewhere.path)"
        }
        let place = node.field.path.isEmpty ? "the document" : node.field.path
        let names = node.members.filter { $0.node.field.availability == .now }.map(\.name).joined(separator: ", ")
        return FleetError("unknown_field", .rejected, "\(place) has no such field", path: path, hint: hint ?? "its fields are \(names)")
    }

    /// A value with its kind, cut to a length that fits a line.
    static func shown(_ value: JSONValue) -> String {
        switch value {
        case .null, .array, .object: return value.typeName
        case .bool, .integer, .number: return "\(value.typeName) \(JSONWriter.compact.text(value))"
        case .string(let text):
            let cut = text.count <= 60 ? text : String(text.prefix(60)) + "…"
            return "the text \"\(cut)\""
        }
    }
}
