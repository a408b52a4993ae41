import CSQLite
import FleetCore

/// One connection to a SQLite database. Only the thread of its `DatabaseThread` uses it.
final class Database {
    /// SQLite copies what it is given before the call returns.
    private static let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    private let path: String
    private var handle: OpaquePointer?
    private var statements: [String: OpaquePointer] = [:]

    /// - Parameter setUp: statements that run before all others.
    init(path: String, busyMilliseconds: Int32, setUp: String) throws {
        self.path = path
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK else { throw failure(code) }
        sqlite3_busy_timeout(handle, busyMilliseconds)
        try execute(setUp)
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// Runs statements without values.
    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// Runs `body` as one write transaction: all of it, or nothing.
    func write<Value>(_ body: () throws -> Value) throws -> Value {
        try execute("BEGIN IMMEDIATE")
        do {
            let value = try body()
            try execute("COMMIT")
            return value
        } catch {
            // What was wrong is thrown; that there is nothing to roll back any more is no news.
            do { try execute("ROLLBACK") } catch {}
            throw error
        }
    }

    /// Runs one statement, which is kept for the next time, and gives its rows. NULL is not used in this target's tables and ends in an error.
    @discardableResult
    func query(_ sql: String, _ values: [DatabaseValue] = []) throws -> [[DatabaseValue]] {
        let statement = try prepared(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() {
            let code = bind(value, to: statement, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw failure(code) }
        }
        var rows: [[DatabaseValue]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(try (0..<sqlite3_column_count(statement)).map { try value(of: statement, $0) })
            case SQLITE_DONE: return rows
            case let code: throw failure(code)
            }
        }
    }

    private func prepared(_ sql: String) throws -> OpaquePointer {
        if let known = statements[sql] { return known }
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw failure(code) }
        statements[sql] = statement
        return statement
    }

    private func bind(_ value: DatabaseValue, to statement: OpaquePointer, at index: Int32) -> Int32 {
        switch value {
        case .integer(let number): sqlite3_bind_int64(statement, index, number)
        case .text(let text): sqlite3_bind_text(statement, index, text, Int32(clamping: text.utf8.count), Self.copies)
        case .blob(let bytes): bytes.withUnsafeBytes { sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), Self.copies) }
        }
    }

    private func value(of statement: OpaquePointer, _ column: Int32) throws -> DatabaseValue {
        let count = Int(sqlite3_column_bytes(statement, column))
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(statement, column) else { throw failure(SQLITE_NOMEM) }
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            return .blob([UInt8](UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: count)))
        default: throw failure(SQLITE_MISMATCH)
        }
    }

    private func failure(_ code: Int32) -> FleetError {
        DatabaseFailure.error(code, handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? "no connection", path: path)
    }
}
