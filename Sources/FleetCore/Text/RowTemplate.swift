/// A column name (`body`), or a text with columns in braces (`{subject}: {body}`); `{{` and `}}` stand for the braces themselves.
public struct RowTemplate: Sendable, Equatable {
    public enum Part: Sendable, Equatable {
        case text(String)
        case column(String)
    }

    public let parts: [Part]

    /// The columns that it needs.
    public var columns: [String] {
        parts.compactMap { part in
            if case .column(let name) = part { return name }
            return nil
        }
    }

    /// - Throws: `FleetError` `template_invalid` (rejected) with the path.
    public init(_ source: String, path: String) throws {
        guard source.contains("{") || source.contains("}") else {
            parts = [.column(source)]
            return
        }
        var parts: [Part] = []
        var text = ""
        var rest = source[...]
        while let character = rest.popFirst() {
            if character == "{" || character == "}", rest.first == character {
                rest.removeFirst()
                text.append(character)
            } else if character == "{" {
                guard let end = rest.firstIndex(of: "}"), end > rest.startIndex, !rest[..<end].contains("{") else {
                    throw Self.invalid("a brace is opened and not closed around a column's name", path)
                }
                if !text.isEmpty { parts.append(.text(text)) }
                text = ""
                parts.append(.column(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            } else if character == "}" {
                throw Self.invalid("a brace is closed that was not opened", path)
            } else {
                text.append(character)
            }
        }
        if !text.isEmpty { parts.append(.text(text)) }
        self.parts = parts
    }

    /// A column that is used and thrown away.
    public static func stripped(_ column: String) -> FleetError {
        FleetError(
            "stripped_column", .rejected, "the column '\(column)' is used in dataset.fields and stripped", path: "sanitize.strip_keys",
            hint: "leave it out of one of them")
    }

    private static func invalid(_ reason: String, _ path: String) -> FleetError {
        FleetError("template_invalid", .rejected, reason, path: path, hint: "write {column}, and {{ or }} for a brace itself")
    }
}
