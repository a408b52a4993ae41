import FleetCore
import Glibc

/// One transaction: everything that can be asked of the state, and changed in it. Handed to the closure of a read or a write;
/// it must not leave the closure. Not `Sendable` on purpose.
///
/// A change need not be in the database when its call returns: a refusal of it is thrown by that call or by a later one, and by the write itself
/// at the latest. What is asked always sees what was changed before.
public final class StoreTransaction {
    /// The reign that was checked for this write; nil for reads and for writes outside a reign.
    public let term: Term?
    let dialect: SQLDialect
    /// The ends of the chains of history that the database transaction extends.
    let heads: HistoryHeads
    let isReadOnly: Bool
    /// Rows that this write has read or changed.
    let known = TransactionRows()
    private let connection: any SQLConnection
    private var isOver = false
    private var failure: FleetError?
    /// Open parts of which something was written, so that the database has a savepoint for them: always the outer ones.
    private var savepoints = 0

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
        try flush()
        return try run { try connection.query(sql, values) }
    }

    /// Asks of rows as the database holds them, whatever is not written yet.
    func ask(_ sql: String, _ values: [SQLValue] = []) throws -> [SQLRow] {
        try checkUse()
        return try run { try connection.query(sql, values) }
    }

    /// Changes any rows; gives what `RETURNING` names.
    @discardableResult
    func change(_ sql: String, _ values: [SQLValue] = []) throws -> [SQLRow] {
        try checkChange(values)
        try flush()
        defer { known.forget() }
        return try changeApart(sql, values)
    }

    /// Changes rows that are never kept in memory; gives what `RETURNING` names.
    func changeApart(_ sql: String, _ values: [SQLValue] = []) throws -> [SQLRow] {
        try checkChange(values)
        try flushQueues()
        try beginParts()
        return try run { try connection.query(sql, values) }
    }

    /// Changes rows that are never kept in memory, without waiting for it.
    /// - Parameter missing: thrown in the end where the statement answers no row.
    func post(_ sql: String, _ values: [SQLValue] = [], missing: FleetError? = nil) throws {
        try checkChange(values)
        try flushQueues()
        try write(values, sql, missing: missing)
    }

    /// Sends a change whose values were checked before.
    func write(_ values: [SQLValue], _ sql: String, missing: FleetError? = nil) throws {
        try beginParts()
        try run { try connection.post(sql, values, missing: missing) }
    }

    /// Writes what is not written yet, and waits until the database has taken all of it.
    func settle() throws {
        try finishWriting()
        try run { try connection.settle() }
    }

    /// Writes what is not written yet; a statement that failed fails the write.
    func finishWriting() throws {
        try checkUse()
        try flush()
    }

    /// A statement that failed ends the transaction, also where the closure went on: PostgreSQL knows it no other way, so neither does SQLite.
    func checkIntegrity() throws { if let failure { throw failure } }

    /// Before the first change of a part leaves: whatever the database refuses from here on is undone with it, and nothing that left before.
    private func beginParts() throws {
        while savepoints < known.marks {
            try run {
                try connection.settle()
                try connection.post("SAVEPOINT part", [], missing: nil)
            }
            savepoints += 1
        }
    }

    /// Ends the innermost part: where it has a savepoint, its failures are known before the rest goes on.
    func endPart() throws {
        try checkUse()
        guard savepoints == known.marks else { return }
        try settle()
        try run { try connection.post("RELEASE SAVEPOINT part", [], missing: nil) }
        savepoints -= 1
    }

    /// Goes back to the savepoint of the innermost part and drops it: a statement that failed after it is of no consequence then.
    func undoPart() throws {
        guard savepoints == known.marks else { return try checkIntegrity() }
        try connection.undo(to: "part")
        savepoints -= 1
        failure = nil
    }

    func checkUse() throws {
        if isOver { throw FleetError("transaction_over", .bug, "a transaction was used after its closure had ended") }
        try checkIntegrity()
    }

    func checkChange(_ values: [SQLValue]) throws {
        try checkUse()
        if isReadOnly {
            throw FleetError("store_read_only", .bug, "a change inside `StateStore.read`", hint: "use `StateStore.write`")
        }
        for case .text(let text) in values where Self.hasNul(text) {
            throw FleetError(
                "text_with_nul", .rejected, "a text with the character U+0000 cannot be stored", hint: "remove the NUL characters from the input")
        }
    }

    private static func hasNul(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false }
            ?? text.utf8.contains(0)
    }

    private func run<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            let cause = FleetError.wrapping(error, during: "state store")
            failure = cause
            throw cause
        }
    }
}
