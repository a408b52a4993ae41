/// A struct that mirrors a table: its columns, in one order.
protocol StoredRow: Sendable {
    static var shape: RowShape { get }
    init(_ row: inout SQLRowReader) throws
    /// In the order of the shape's columns.
    var values: [SQLValue] { get }
}
