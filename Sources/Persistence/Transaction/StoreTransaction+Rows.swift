import FleetCore

extension StoreTransaction {
    /// All rows that follow the clause, such as `WHERE id = ?`.
    func rows<Row: StoredRow>(_ clause: String, _ values: [SQLValue] = []) throws -> [Row] {
        // What was changed of them in memory is written first.
        if let type = Row.self as? any CachedRow.Type { try flush(type) }
        try flushQueue(of: Row.shape)
        return try fetch(clause, values)
    }

    /// Rows as the database holds them.
    func fetch<Row: StoredRow>(_ clause: String, _ values: [SQLValue]) throws -> [Row] {
        try ask("\(Row.shape.select) \(clause)", values).map { row in
            var reader = SQLRowReader(row, place: Row.shape.table)
            return try Row(&reader)
        }
    }

    /// The only row that follows the clause, or none.
    func row<Row: StoredRow>(_ clause: String, _ values: [SQLValue] = []) throws -> Row? {
        let found: [Row] = try rows(clause, values)
        return found.first
    }

    /// Adds a row; it goes to the database with others of its table.
    func insertRow<Row: StoredRow>(_ row: Row) throws { try add(Self.pick(row.values, Row.shape.inserted), to: Row.shape) }

    func add(_ values: [SQLValue], to shape: RowShape) throws {
        try checkChange(values)
        known.queue(of: shape).append(values)
    }

    /// - Returns: false where a row with this key, or with a unique value of it, is there already.
    func insertRowIfAbsent<Row: StoredRow>(_ row: Row) throws -> Bool {
        try !changeApart(Row.shape.insertIfAbsent, Self.pick(row.values, Row.shape.inserted)).isEmpty
    }

    func upsertRow<Row: StoredRow>(_ row: Row) throws {
        try post(Row.shape.upserts[Row.shape.upserts.count - 1].statement, Self.pick(row.values, Row.shape.inserted))
    }

    /// - Throws: `FleetError` `row_missing` (bug) where there is no row with this key, by the end of the write.
    func updateRow<Row: StoredRow>(_ row: Row) throws {
        try post(Row.shape.update, Self.pick(row.values, Row.shape.updated), missing: Self.missing(Row.shape))
    }

    /// Whoever asks of a table finds what was added to it.
    func flushQueue(of shape: RowShape) throws { if !isReadOnly { try flush(known.queue(of: shape)) } }

    static func missing(_ shape: RowShape) -> FleetError {
        FleetError("row_missing", .bug, "an update of a row of \(shape.table) that is not there")
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
