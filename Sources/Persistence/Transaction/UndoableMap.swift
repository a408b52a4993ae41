/// A dictionary that can go back to what it was at a mark. Marks may stand in each other.
struct UndoableMap<Key: Hashable, Value> {
    private var values: [Key: Value] = [:]
    /// What stood in the place of each change since the first mark.
    private var former: [(key: Key, value: Value?)] = []
    private var marks: [Int] = []

    init(marks: Int = 0) { self.marks = Array(repeating: 0, count: marks) }

    subscript(key: Key) -> Value? {
        get { values[key] }
        set {
            if !marks.isEmpty { former.append((key, values[key])) }
            values[key] = newValue
        }
    }

    subscript(key: Key, default fallback: @autoclosure () -> Value) -> Value {
        get { values[key] ?? fallback() }
        set { self[key] = newValue }
    }

    mutating func removeAll() {
        if marks.isEmpty { return values.removeAll() }
        for key in Array(values.keys) { self[key] = nil }
    }

    mutating func mark() { marks.append(former.count) }

    /// Drops the newest mark; what was changed since stays.
    mutating func keep() {
        marks.removeLast()
        if marks.isEmpty { former.removeAll(keepingCapacity: true) }
    }

    /// Goes back to the newest mark.
    mutating func undo() {
        let start = marks.removeLast()
        while former.count > start, let change = former.popLast() { values[change.key] = change.value }
    }
}
