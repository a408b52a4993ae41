import FleetCore

/// One connection to a database: used by one thread at a time, which its owner guarantees.
protocol SQLConnection: AnyObject {
    var dialect: SQLDialect { get }

    /// Runs one statement of the common subset with `?` for each value; the prepared statement is kept.
    func query(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow]

    /// Runs one statement whose rows nobody reads. It may be under way when this returns: a failure is thrown by this call or by a later one,
    /// `settle` and `commit` at the latest.
    /// - Parameter missing: thrown where the statement answers no row.
    func post(_ sql: String, _ values: [SQLValue], missing: FleetError?) throws

    /// Waits for everything that was posted.
    func settle() throws

    /// Ends the transaction, whatever was posted and whatever became of it.
    func rollBack() throws

    /// Runs statements without values and without keeping them: savepoints and definitions.
    func execute(_ sql: String) throws

    /// Begins a write, or a read on one snapshot.
    func begin(isWrite: Bool) throws

    /// - Throws: `FleetError` `commit_unknown` (transient) where nobody can tell whether it was committed.
    func commit() throws

    /// Nothing more can be done with this connection: its owner opens another.
    var isBroken: Bool { get }

    func close()
}

extension SQLConnection {
    func post(_ sql: String, _ values: [SQLValue], missing: FleetError?) throws {
        if try query(sql, values).isEmpty, let missing { throw missing }
    }

    func settle() throws {}

    func rollBack() throws { try execute("ROLLBACK") }

    /// Goes back to a savepoint and drops it.
    func undo(to savepoint: String) throws {
        do {
            // What is still under way is undone with the rest, whatever becomes of it.
            try settle()
        } catch let error as FleetError where ConnectionFailure.endsTransaction(error) {
            throw error
        } catch {}
        try execute("ROLLBACK TO SAVEPOINT \(savepoint)")
        try execute("RELEASE SAVEPOINT \(savepoint)")
    }
}
