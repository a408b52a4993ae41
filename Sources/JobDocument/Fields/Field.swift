import JSON

/// One field of a document that people write: everything that is known about it, declared once.
///
/// The reader, the JSON Schema, `explain` and the commented template all come from these declarations.
public struct Field: Sendable, Equatable {
    /// Whether a field works in this release. A later one has its place and is refused as `not_available_yet`, never ignored.
    public enum Availability: String, Sendable { case now, later }

    /// Where it stands: names joined by dots, `[]` for the elements of a list (`evaluate.gates[].metric`).
    public let path: String
    public let kind: FieldKind
    public let isRequired: Bool
    /// What an absent field is read as; an empty object is filled with the fallbacks of its members.
    public let fallback: JSONValue?
    /// What the template and the schema show.
    public let example: JSONValue?
    public let availability: Availability
    /// One line, for a person.
    public let documentation: String

    public init(
        _ path: String, _ kind: FieldKind, _ documentation: String, isRequired: Bool = false, fallback: JSONValue? = nil,
        example: JSONValue? = nil, availability: Availability = .now
    ) {
        self.path = path
        self.kind = kind
        self.documentation = documentation
        self.isRequired = isRequired
        self.fallback = fallback
        self.example = example
        self.availability = availability
    }

    /// A field that has its place and does not work yet.
    public static func later(_ path: String, _ documentation: String) -> Field {
        Field(path, .anything, documentation, availability: .later)
    }
}
