import FleetCore
import JSON
import Synchronization

/// Puts rows that come in any order back into that of the file.
final class RowCollector<Row: Sendable>: Sendable {
    private let rows = Mutex<[Int64: Row]>([:])

    func put(_ row: Row, at index: Int64) { rows.withLock { $0[index] = row } }

    /// All rows in order.
    /// - Throws: `FleetError` `local_protocol` when one is missing or there are more than the result says: a missing answer is never a score.
    func all(of result: JSONValue, counting key: String = "rows") throws -> [Row] {
        let rows = rows.withLock { $0 }
        guard let count = result[key]?.integer, count == Int64(rows.count) else {
            throw LocalModelEvent.violation("\(rows.count) rows, but a result of \(result[key]?.integer ?? -1)")
        }
        return try (0..<count).map { index in
            guard let row = rows[index] else { throw LocalModelEvent.violation("no row \(index)") }
            return row
        }
    }
}
