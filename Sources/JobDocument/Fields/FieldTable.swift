/// A kind of document: its fields in the order in which people read them.
public struct FieldTable: Sendable {
    /// The value of the document's own `schema` field, such as `modelops.job/v1`.
    public let schema: String
    public let title: String
    public let documentation: String
    public let fields: [Field]
    public let root: FieldNode

    public init(schema: String, title: String, documentation: String, fields: [Field]) {
        self.schema = schema
        self.title = title
        self.documentation = documentation
        self.fields = fields
        var root = FieldNode(field: Field("", .object, documentation))
        for field in fields { root.insert(field, below: Self.parts(of: field.path)[...]) }
        self.root = root
    }

    /// The node at a path; indices (`sources[0]`) count as elements.
    public func node(at path: String) -> FieldNode? {
        var node = root
        for part in Self.parts(of: path) {
            guard let next = part == "[]" ? node.element : node.member(part) else { return nil }
            node = next
        }
        return node
    }

    /// `a.b[].c` as `a`, `b`, `[]`, `c`; an index stands for `[]`.
    static func parts(of path: String) -> [String] {
        path.split(separator: ".").flatMap { part -> [String] in
            guard let bracket = part.firstIndex(of: "[") else { return [String(part)] }
            let lists = part[bracket...].filter { $0 == "[" }.count
            return [String(part[..<bracket])] + Array(repeating: "[]", count: lists)
        }
    }
}
