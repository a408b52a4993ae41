/// Rows of one table that a write has read or changed: each is read once, and written once however often it changes. Used by the one thread
/// that runs the transaction.
final class RowCache<Row: CachedRow>: TransactionRows.Part {
    private enum Change { case inserted, updated }

    /// Shared by what is known now and what was known at a mark: a row has dozens of texts, each of which is counted when it is copied.
    private final class Entry {
        /// Nil: the store holds none.
        let row: Row?
        let change: Change?

        init(row: Row? = nil, change: Change? = nil) {
            self.row = row
            self.change = change
        }
    }

    /// What the store does not hold yet, in the order in which it came to be.
    struct Changes {
        var inserted: [Row] = []
        var updated: [Row] = []
    }

    private var entries: UndoableMap<Row.CacheKey, Entry>
    private var order: UndoableList<Row.CacheKey>

    init(marks: Int) {
        entries = UndoableMap(marks: marks)
        order = UndoableList(marks: marks)
    }

    func row(_ key: Row.CacheKey) -> Row? { entries[key]?.row }

    /// Whether it is known that there is no such row, or which one.
    func knows(_ key: Row.CacheKey) -> Bool { entries[key] != nil }

    /// Takes a row over as the store holds it; a row that is known already is the newer one.
    func keep(_ row: Row) { if entries[row.cacheKey]?.row == nil { entries[row.cacheKey] = Entry(row: row) } }

    /// The store holds no row with this key.
    func keepAbsent(_ key: Row.CacheKey) { if entries[key] == nil { entries[key] = Entry() } }

    /// - Returns: false where a row with this key is known: the store is to refuse it.
    func insert(_ row: Row) -> Bool {
        let key = row.cacheKey
        guard entries[key]?.row == nil else { return false }
        entries[key] = Entry(row: row, change: .inserted)
        order.append(key)
        return true
    }

    /// - Returns: false where the row is not known: nobody here can say that it is there.
    func update(_ row: Row) -> Bool {
        let key = row.cacheKey
        guard let known = entries[key], known.row != nil else { return false }
        if known.change == nil { order.append(key) }
        entries[key] = Entry(row: row, change: known.change ?? .updated)
        return true
    }

    /// Rows that the store does not hold yet as they are.
    var changed: [Row] { order.all.compactMap { entries[$0]?.row } }

    /// From now on these changes count as held by the store.
    func takeChanges() -> Changes {
        var changes = Changes()
        for key in order.takeAll() {
            guard let entry = entries[key], let row = entry.row else { continue }
            if entry.change == .inserted { changes.inserted.append(row) } else { changes.updated.append(row) }
            entries[key] = Entry(row: row)
        }
        return changes
    }

    /// Everything is read again; what is not written yet is dropped.
    func forget() {
        entries.removeAll()
        _ = order.takeAll()
    }

    func mark() {
        entries.mark()
        order.mark()
    }

    func keep() {
        entries.keep()
        order.keep()
    }

    func undo() {
        entries.undo()
        order.undo()
    }
}
