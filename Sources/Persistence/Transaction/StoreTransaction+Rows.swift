import FleetCore

extension StoreTransaction {
    /// All rows that follow the clause, such as `WHERE id = ?`.
    func rows<Row: StoredRow>(_ clause: String, _ values: [SQLValue] = []) throws -> [Row] {
        try query("\(Row.shape.select) \(clause)", values).map { row in
            var reader = SQLRowReader(row, place: Row.shape.table)
            return try Row(&reader)
        }
    }

    /// The only row that follows the clause, or none.
    func row<Row: StoredRow>(_ clause: String, _ values: [SQLValue] = []) throws -> Row? {
        let found: [Row] = try rows(clause, values)
        return found.first
    }

    /// - Returns: the number given by the database, where the table has one; else 0.
    @discardableResult
    func insertRow<Row: StoredRow>(_ row: Row) throws -> Int64 {
        let all = row.values
        let answer = try change(Row.shape.insert, Row.shape.inserted.map { all[$0] })
        if case .integer(let number)? = answer.first?.values.first { return number }
        return 0
    }

    /// - Returns: false where a row with this key, or with a unique value of it, is there already.
    func insertRowIfAbsent<Row: StoredRow>(_ row: Row) throws -> Bool {
        let all = row.values
        return try !change(Row.shape.insertIfAbsent, Row.shape.inserted.map { all[$0] }).isEmpty
    }

    func upsertRow<Row: StoredRow>(_ row: Row) throws {
        let all = row.values
        try change(Row.shape.upsert, Row.shape.inserted.map { all[$0] })
    }

    /// - Throws: `FleetError` `row_missing` (bug) where there is no row with this key.
    func updateRow<Row: StoredRow>(_ row: Row) throws {
        let all = row.values
        if try change(Row.shape.update, Row.shape.updated.map { all[$0] }).isEmpty {
            throw FleetError("row_missing", .bug, "an update of a row of \(Row.shape.table) that is not there")
        }
    }

    /// The first column of every row, as values of one type.
    func column<Value: SQLColumn>(_ sql: String, _ values: [SQLValue] = [], of type: Value.Type = Value.self) throws -> [Value] {
        try query(sql, values).map { row in
            var reader = SQLRowReader(row, place: "an answer")
            return try reader.next()
        }
    }

    /// Counts by the value of the first column; the second column is the count.
    func counts<Key: SQLColumn & Hashable>(_ sql: String, _ values: [SQLValue] = []) throws -> [Key: Int] {
        var counts: [Key: Int] = [:]
        for row in try query(sql, values) {
            var reader = SQLRowReader(row, place: "a count")
            counts[try reader.next()] = try reader.next(Int.self)
        }
        return counts
    }
}
