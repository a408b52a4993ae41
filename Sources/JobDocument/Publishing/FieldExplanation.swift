import FleetCore
import JSON

/// A field and what is below it, in words: what `modelops explain job.train` prints.
public enum FieldExplanation {
    /// - Parameter path: empty or `job` for the whole document; a leading `job.` may stand or not.
    /// - Throws: `FleetError` `unknown_field` (rejected) with the nearest path.
    public static func text(of path: String, in table: FieldTable = JobFields.table) throws -> String {
        var place = path
        if place == "job" { place = "" }
        if place.hasPrefix("job.") { place = String(place.dropFirst(4)) }
        guard let node = table.node(at: place) else {
            let hint = NearestName.find(place, among: table.fields.map(\.path)).map { "did you mean \($0)?" }
            throw FleetError("unknown_field", .rejected, "there is no field \(place.prefix(80))", path: String(place.prefix(80)), hint: hint)
        }
        var lines = [place.isEmpty ? "\(table.title) (\(table.schema))" : place]
        lines.append("  \(node.field.documentation)")
        lines += facts(node).map { "  \($0)" }
        let members = (node.element?.members ?? []) + node.members
        if let element = node.element { lines += ["", "  each element: \(element.field.kind.words)", "  \(element.field.documentation)"] }
        if !members.isEmpty {
            lines += ["", "fields"]
            for (name, member) in members {
                lines.append("  \(name)\(mark(member.field))")
                lines.append("      \(member.field.documentation)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func facts(_ node: FieldNode) -> [String] {
        let field = node.field
        if field.availability == .later { return ["not available yet: planned for a later release"] }
        var facts = ["takes: \(field.kind.words)"]
        if case .choice(_, let later) = field.kind, !later.isEmpty { facts.append("later: \(later.joined(separator: ", "))") }
        if field.isRequired { facts.append("must be given") }
        if let fallback = field.fallback { facts.append("default: \(JSONWriter.compact.text(fallback))") }
        if let example = field.example { facts.append("example: \(JSONWriter.compact.text(example))") }
        return facts
    }

    private static func mark(_ field: Field) -> String {
        if field.availability == .later { return " (not available yet)" }
        return field.isRequired ? " (must be given)" : ""
    }
}
