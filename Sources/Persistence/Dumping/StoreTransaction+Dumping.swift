extension StoreTransaction {
    /// Rows of a table in the order of its key, a page of them: for stores that nobody else uses any more.
    /// - Parameters:
    ///   - first: how many rows come before the page.
    ///   - limit: rows of a page at most. PostgreSQL ends a transaction that does nothing for five seconds, as one does that makes much of what it read.
    /// - Returns: per row the columns by name; none behind the end.
    public func dump(_ table: StoreTable, from first: Int, limit: Int) throws -> [[String: DumpedValue]] {
        let shape = table.shape
        return try query("\(shape.select) ORDER BY \(shape.key.joined(separator: ", ")) LIMIT ? OFFSET ?", [limit.sql, first.sql]).map { row in
            Dictionary(uniqueKeysWithValues: zip(shape.columns, row.values.map(DumpedValue.init)))
        }
    }
}
