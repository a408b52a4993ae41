import FleetCore

/// Rows that are read once and written once in a write. Whoever looks at their tables in another way sees what was changed before: it is written
/// first.
extension StoreTransaction {
    /// The row of a key: as this write knows it, or as the store holds it.
    func cached<Row: CachedRow>(_ key: Row.CacheKey, _ clause: String, _ values: [SQLValue]) throws -> Row? {
        try checkUse()
        if !isReadOnly, let row = known.cache(of: Row.self).row(key) { return row }
        let found: [Row] = try fetch(clause, values)
        guard let row = found.first else { return nil }
        if !isReadOnly { known.cache(of: Row.self).keep(row) }
        return row
    }

    func insertCached<Row: CachedRow>(_ row: Row) throws {
        try checkChange(row.values)
        if known.cache(of: Row.self).insert(row) { return }
        try flush(Row.self)
        try write(row, isNew: true)
    }

    /// - Throws: `FleetError` `row_missing` (bug) where there is no row with this key, by the end of the write.
    func updateCached<Row: CachedRow>(_ row: Row) throws {
        try checkChange(row.values)
        if known.cache(of: Row.self).update(row) { return }
        try write(row, isNew: false)
        known.cache(of: Row.self).keep(row)
    }

    /// Writes what is not written yet.
    func flush() throws {
        for kind in known.kinds { try flush(kind) }
    }

    func flush<Row: CachedRow>(_ type: Row.Type) throws {
        for change in known.cache(of: Row.self).takeChanges() { try write(change.row, isNew: change.isNew) }
    }

    private func write<Row: CachedRow>(_ row: Row, isNew: Bool) throws {
        let all = row.values
        if isNew { return try post(Row.shape.insert, Row.shape.inserted.map { all[$0] }) }
        try post(Row.shape.update, Row.shape.updated.map { all[$0] }, missing: Self.missing(Row.shape))
    }
}
