extension StoreTransaction {
    /// Every row of a table, ordered by its key: for stores that are small, or that nobody else uses any more.
    /// - Returns: per row the columns by name.
    public func dump(_ table: StoreTable) throws -> [[String: DumpedValue]] {
        let shape = table.shape
        return try query("\(shape.select) ORDER BY \(shape.key.joined(separator: ", "))").map { row in
            Dictionary(uniqueKeysWithValues: zip(shape.columns, row.values.map(DumpedValue.init)))
        }
    }
}
