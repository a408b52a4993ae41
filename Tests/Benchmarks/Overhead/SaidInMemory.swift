import Synchronization

/// What would stand in the outbox: kept in memory alone until it is sent, and lost with the process.
public enum SaidInMemory {
    private static let said = Mutex<(rows: [OutboxRow], last: Int64)>(([], 0))

    static func add(_ row: OutboxRow) {
        said.withLock { said in
            var row = row
            said.last += 1
            row.id = said.last
            said.rows.append(row)
        }
    }

    public static func rows(after: Int64, limit: Int) -> [OutboxRow] {
        said.withLock { said in
            let start = said.rows.firstIndex { $0.id > after } ?? said.rows.endIndex
            return Array(said.rows[start...].prefix(limit))
        }
    }

    public static func remove(_ ids: [Int64]) {
        let gone = Set(ids)
        said.withLock { said in said.rows.removeAll { gone.contains($0.id) } }
    }
}
