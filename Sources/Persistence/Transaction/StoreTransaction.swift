import FleetCore

/// One transaction: everything that can be asked of the state, and changed in it. Handed to the closure of a read or a write;
/// it must not leave the closure. Not `Sendable` on purpose.
public final class StoreTransaction {
    /// The reign that was checked for this write; nil for reads and for writes outside a reign.
    public let term: Term?
    let dialect: SQLDialect
    /// The ends of the chains of history that the database transaction extends.
    let heads: HistoryHeads
    private let connection: any SQLConnection
    private let isReadOnly: Bool
    private var isOver = false
    private var failure: FleetError?

    init(connection: any SQLConnection, term: Term?, isReadOnly: Bool, heads: HistoryHeads = HistoryHeads()) {
        self.connection = connection
        self.term = term
        self.isReadOnly = isReadOnly
        self.heads = heads
        dialect = connection.dialect
    }

    /// Ends its use: a transaction that was carried out of its closure does nothing any more.
    func finish() { isOver = true }

    /// Asks; changes nothing.
    func query(_ sql: String, _ values: [SQLValue] = []) throws -> [SQLRow] {
        try checkUse()
        return try run(sql, values)
    }

    /// Changes; gives what `RETURNING` names.
    @discardableResult
    func change(_ sql: String, _ values: [SQLValue] = []) throws -> [SQLRow] {
        try checkUse()
        if isReadOnly {
            throw FleetError("store_read_only", .bug, "a change inside `StateStore.read`", hint: "use `StateStore.write`")
        }
        for case .text(let text) in values where text.utf8.contains(0) {
            throw FleetError(
                "text_with_nul", .rejected, "a text with the character U+0000 cannot be stored", hint: "remove the NUL characters from the input")
        }
        return try run(sql, values)
    }

    /// A statement that failed ends the transaction, also where the closure went on: PostgreSQL knows it no other way, so neither does SQLite.
    func checkIntegrity() throws { if let failure { throw failure } }

    /// Sets or releases a savepoint.
    func mark(_ statement: String) throws {
        try checkUse()
        try connection.execute(statement)
    }

    /// Goes back to the last savepoint and drops it: a statement that failed after it is of no consequence then.
    func undoPart() throws {
        try connection.execute("ROLLBACK TO SAVEPOINT part")
        try connection.execute("RELEASE SAVEPOINT part")
        failure = nil
    }

    private func run(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
        do {
            return try connection.query(sql, values)
        } catch {
            let cause = FleetError.wrapping(error, during: "state store")
            failure = cause
            throw cause
        }
    }

    private func checkUse() throws {
        if isOver { throw FleetError("transaction_over", .bug, "a transaction was used after its closure had ended") }
        try checkIntegrity()
    }
}
