/// Rows of one table that a write has read or changed: each is read once, and written once however often it changes. Used by the one thread
/// that runs the transaction.
final class RowCache<Row: CachedRow>: TransactionRows.Cache {
    private enum Change { case inserted, updated }

    private var rows: [Row.CacheKey: Row] = [:]
    private var changes: [Row.CacheKey: Change] = [:]
    private var order: [Row.CacheKey] = []

    func row(_ key: Row.CacheKey) -> Row? { rows[key] }

    /// Takes a row over as the store holds it; a row that is known already is the newer one.
    func keep(_ row: Row) { if rows[row.cacheKey] == nil { rows[row.cacheKey] = row } }

    /// - Returns: false where a row with this key is known: the store is to refuse it.
    func insert(_ row: Row) -> Bool {
        let key = row.cacheKey
        guard rows[key] == nil else { return false }
        note(key, .inserted)
        rows[key] = row
        return true
    }

    /// - Returns: false where the row is not known: nobody here can say that it is there.
    func update(_ row: Row) -> Bool {
        let key = row.cacheKey
        guard rows[key] != nil else { return false }
        if changes[key] == nil { note(key, .updated) }
        rows[key] = row
        return true
    }

    private func note(_ key: Row.CacheKey, _ change: Change) {
        changes[key] = change
        order.append(key)
    }

    /// What the store does not hold yet, in the order in which it came to be; from now on it counts as held.
    func takeChanges() -> [(row: Row, isNew: Bool)] {
        guard !order.isEmpty else { return [] }
        let taken = order.compactMap { key in rows[key].map { (row: $0, isNew: changes[key] == .inserted) } }
        changes = [:]
        order = []
        return taken
    }

    /// Everything is read again; what is not written yet is dropped.
    func forget() {
        rows = [:]
        changes = [:]
        order = []
    }
}
