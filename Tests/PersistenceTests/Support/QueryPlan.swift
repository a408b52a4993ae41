import FleetCore
@testable import Persistence

/// How a database would answer a statement.
enum QueryPlan {
    /// One text with a line per step.
    static func of(_ sql: String, _ values: [SQLValue], in transaction: StoreTransaction) throws -> String {
        let prefix = transaction.dialect == .sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN "
        return try transaction.query(prefix + sql, values).map { row in
            row.values.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: " ")
        }.joined(separator: "\n")
    }
}
