/// A list that grows at its end and is taken as a whole, and that can go back to what it was at a mark. Marks may stand in each other.
struct UndoableList<Element> {
    private struct Mark {
        let count: Int
        /// What was there at the mark, where it was taken since.
        var taken: [Element]?
    }

    private var elements: [Element] = []
    private var marks: [Mark] = []

    init(marks: Int = 0) { self.marks = Array(repeating: Mark(count: 0), count: marks) }

    var isEmpty: Bool { elements.isEmpty }
    var all: [Element] { elements }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func takeAll() -> [Element] {
        for index in marks.indices where marks[index].taken == nil { marks[index].taken = Array(elements.prefix(marks[index].count)) }
        defer { elements = [] }
        return elements
    }

    mutating func mark() { marks.append(Mark(count: elements.count)) }

    /// Drops the newest mark; what was changed since stays.
    mutating func keep() { marks.removeLast() }

    /// Goes back to the newest mark.
    mutating func undo() {
        let mark = marks.removeLast()
        if let taken = mark.taken { elements = taken } else { elements.removeSubrange(mark.count...) }
    }
}
