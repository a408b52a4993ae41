/// A field with the fields below it.
public struct FieldNode: Sendable {
    public let field: Field
    /// Members of an object by the order of the table.
    public internal(set) var members: [(name: String, node: FieldNode)]
    /// What the elements of a list are: at most one.
    var elements: [FieldNode]

    init(field: Field) {
        self.field = field
        members = []
        elements = []
    }

    public var element: FieldNode? { elements.first }

    public func member(_ name: String) -> FieldNode? { members.first { $0.name == name }?.node }

    /// This node and all below it, depth first.
    public var all: [FieldNode] { [self] + elements.flatMap(\.all) + members.flatMap(\.node.all) }

    mutating func insert(_ field: Field, below path: ArraySlice<String>) {
        guard let head = path.first else { return }
        let isLast = path.count == 1
        if head == "[]" {
            if isLast {
                elements = [FieldNode(field: field)]
            } else if !elements.isEmpty {
                elements[0].insert(field, below: path.dropFirst())
            }
        } else if isLast {
            members.append((head, FieldNode(field: field)))
        } else if let index = members.firstIndex(where: { $0.name == head }) {
            members[index].node.insert(field, below: path.dropFirst())
        }
    }
}
