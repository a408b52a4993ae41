import JSON

/// The commented job file that `modelops init` writes: YAML that reads as it stands, with everything optional behind a `#`.
public enum JobTemplate {
    /// - Parameter name: the model's name to begin with.
    public static func text(name: String = "support-triage", source: String = "file:///data/tickets.jsonl") -> String {
        var lines = [
            "# A job of ModelOps Fleet. Lines behind a # are optional: remove the # to use them.",
            "# `modelops explain job.train` tells more about a field; `modelops submit job.yaml --dry-run` checks this file.",
            "",
        ]
        for (member, node) in JobFields.table.root.members where node.field.availability == .now {
            let isActive = ["name", "dataset", "train"].contains(member)
            write(member, node, level: 0, isActive: isActive, overrides: ["name": .string(name), "dataset.sources": [.string(source)]], to: &lines)
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    private static func write(
        _ name: String, _ node: FieldNode, level: Int, isActive: Bool, overrides: [String: JSONValue], to lines: inout [String]
    ) {
        let indent = String(repeating: "  ", count: level)
        let mark = isActive ? "" : "# "
        lines.append("\(indent)# \(node.field.documentation)\(later(node))")
        let members = node.members.filter { $0.node.field.availability == .now }
        if members.isEmpty || node.field.kind.isList {
            let value = overrides[node.field.path] ?? node.field.example ?? node.field.fallback ?? placeholder(node.field.kind)
            lines.append("\(indent)\(mark)\(name): \(JSONWriter.compact.text(value))")
            return
        }
        lines.append("\(indent)\(mark)\(name):")
        for (member, child) in members {
            let active = isActive && (child.field.isRequired || child.field.path == "dataset.fields")
            write(member, child, level: level + 1, isActive: active, overrides: overrides, to: &lines)
        }
    }

    private static func later(_ node: FieldNode) -> String {
        let names = node.members.filter { $0.node.field.availability == .later }.map(\.name)
        return names.isEmpty ? "" : " (Not available yet: \(names.joined(separator: ", ")).)"
    }

    private static func placeholder(_ kind: FieldKind) -> JSONValue {
        switch kind {
        case .choice(let words, _): .string(words.first ?? "")
        case .integer(let range): .integer(range.lowerBound)
        case .number(let least, _, _): .number(least)
        case .truth: false
        case .list: []
        case .map: [:]
        default: "…"
        }
    }
}

extension FieldKind {
    fileprivate var isList: Bool {
        if case .list = self { return true }
        return false
    }
}
