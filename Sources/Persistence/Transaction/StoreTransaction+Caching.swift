import FleetCore

/// Rows that are read once and written once in a write. Whoever looks at their tables in another way sees what was changed before: it is written
/// first.
extension StoreTransaction {
    /// The row of a key: as this write knows it, or as the store holds it.
    func cached<Row: CachedRow>(_ key: Row.CacheKey, _ clause: String, _ values: [SQLValue]) throws -> Row? {
        try checkUse()
        if !isReadOnly, known.cache(of: Row.self).knows(key) { return known.cache(of: Row.self).row(key) }
        let found: [Row] = try fetch(clause, values)
        if !isReadOnly {
            if let row = found.first { known.cache(of: Row.self).keep(row) } else { known.cache(of: Row.self).keepAbsent(key) }
        }
        return found.first
    }

    func insertCached<Row: CachedRow>(_ row: Row) throws {
        let values = row.values
        try checkChange(values)
        if known.cache(of: Row.self).insert(row) { return }
        try flush(Row.self)
        try write([Row.shape.inserted.map { values[$0] }], Row.shape.inserts)
    }

    /// - Throws: `FleetError` `row_missing` (bug) where there is no row with this key, by the end of the write.
    func updateCached<Row: CachedRow>(_ row: Row) throws {
        try checkChange(row.values)
        if known.cache(of: Row.self).update(row) { return }
        try update(row)
        known.cache(of: Row.self).keep(row)
    }

    /// Writes what is not written yet.
    func flush() throws {
        for kind in known.kinds { try flush(kind) }
        try flushQueues()
        try flushTimers()
    }

    /// What was added stands in its table before anything else is changed there.
    func flushQueues() throws { for queue in known.queues { try flush(queue) } }

    func flush<Row: CachedRow>(_ type: Row.Type) throws {
        let changes = known.cache(of: Row.self).takeChanges()
        try write(changes.inserted.map { row in Self.pick(row.values, Row.shape.inserted) }, Row.shape.inserts)
        if changes.updated.count == 1 { return try update(changes.updated[0]) }
        // Each was read under the term's lock, so it is there: nothing is inserted, whatever the statement could.
        try write(changes.updated.map { row in Self.pick(row.values, Row.shape.inserted) }, Row.shape.upserts)
    }

    func flush(_ queue: RowQueue) throws {
        if !queue.isEmpty { try write(queue.takeAll(), queue.shape.inserts) }
    }

    private func update<Row: CachedRow>(_ row: Row) throws {
        try write(Self.pick(row.values, Row.shape.updated), Row.shape.update, missing: Self.missing(Row.shape))
    }

    /// Many rows in few statements, in their order.
    private func write(_ rows: [[SQLValue]], _ statements: [RowShape.Batch]) throws {
        var rest = rows[...]
        for batch in statements {
            while rest.count >= batch.rows {
                try write(batch.rows == 1 ? rest[rest.startIndex] : Array(rest.prefix(batch.rows).joined()), batch.statement)
                rest = rest.dropFirst(batch.rows)
            }
        }
    }

    /// The values at some positions, in their order.
    static func pick(_ values: [SQLValue], _ positions: [Int]) -> [SQLValue] { positions.map { values[$0] } }
}
