import CSQLite
import FleetCore

/// One connection to a SQLite database, used by one thread at a time: its owner's.
final class SQLiteConnection: SQLConnection {
    /// Statements kept at most; then the cache starts anew.
    private static let statementLimit = 256
    let path: String
    private var handle: OpaquePointer?
    private var statements: [String: SQLiteStatement] = [:]
    private(set) var isBroken = false

    var dialect: SQLDialect { .sqlite }

    /// - Parameter path: the file, or `:memory:`.
    init(path: String, isReadOnly: Bool = false) throws {
        self.path = path
        let flags = (isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        handle = opened
        guard code == SQLITE_OK else {
            let error = failure(code)
            close()
            throw error
        }
        sqlite3_busy_timeout(handle, 5000)
    }

    deinit { close() }

    func query(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
        try statement(sql).run(values) { failure($0) }
    }

    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    func begin(isWrite: Bool) throws { _ = try query(isWrite ? "BEGIN IMMEDIATE" : "BEGIN", []) }

    func commit() throws { _ = try query("COMMIT", []) }

    func close() {
        statements = [:]
        if let handle { sqlite3_close_v2(handle) }
        handle = nil
    }

    /// Sets what one connection needs to know before its first statement.
    func prepare(isWriter: Bool) throws {
        // The journal mode stands in the file; the other settings belong to the connection.
        if isWriter { try execute("PRAGMA journal_mode = WAL") }
        try execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY")
        try execute("PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 67108864")
        if !isWriter { try execute("PRAGMA query_only = ON") }
    }

    private func statement(_ sql: String) throws -> SQLiteStatement {
        if let known = statements[sql] { return known }
        if statements.count >= Self.statementLimit { statements = [:] }
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw failure(code) }
        let statement = SQLiteStatement(handle: prepared)
        statements[sql] = statement
        return statement
    }

    private func failure(_ code: Int32) -> FleetError {
        let message = handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? "no connection"
        let error = SQLiteFailure.error(code, message, path: path)
        if error.code == ConnectionFailure.corrupt { isBroken = true }
        return error
    }
}
