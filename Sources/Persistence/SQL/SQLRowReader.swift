import FleetCore

/// Reads a row column by column, in the order of the statement.
struct SQLRowReader {
    private let row: SQLRow
    private let place: String
    private var position = 0

    /// - Parameter place: what is read, for errors: a table.
    init(_ row: SQLRow, place: String) {
        self.row = row
        self.place = place
    }

    /// The next column as a value of the wanted type.
    /// - Throws: `FleetError` `store_unreadable` (fatal) where the stored value is not one: another release wrote it, or a person.
    mutating func next<Value: SQLColumn>(_ type: Value.Type = Value.self) throws -> Value {
        defer { position += 1 }
        guard position < row.values.count, let value = Value(sql: row.values[position]) else {
            throw FleetError(
                "store_unreadable", .fatal, "column \(position) of a row of \(place) does not hold a \(Value.self)",
                hint: "start the release that wrote it, or restore a backup")
        }
        return value
    }
}
