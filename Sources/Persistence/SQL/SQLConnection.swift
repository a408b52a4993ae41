/// One connection to a database: used by one thread at a time, which its owner guarantees.
protocol SQLConnection: AnyObject {
    var dialect: SQLDialect { get }

    /// Runs one statement of the common subset with `?` for each value; the prepared statement is kept.
    func query(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow]

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
