/// Rows of one table that are only added, until they are written in a few statements, in the order in which they came.
final class RowQueue: TransactionRows.Part {
    let shape: RowShape
    private var rows: UndoableList<[SQLValue]>

    init(shape: RowShape, marks: Int) {
        self.shape = shape
        rows = UndoableList(marks: marks)
    }

    var isEmpty: Bool { rows.isEmpty }

    func append(_ values: [SQLValue]) { rows.append(values) }
    func takeAll() -> [[SQLValue]] { rows.takeAll() }

    func forget() { _ = rows.takeAll() }
    func mark() { rows.mark() }
    func keep() { rows.keep() }
    func undo() { rows.undo() }
}
