import CSQLite
import FleetCore

/// What SQLite's result codes mean to the fleet.
enum SQLiteFailure {
    /// - Parameter message: SQLite's own words about the statement; they name tables and columns, never values.
    static func error(_ code: Int32, _ message: String, path: String) -> FleetError {
        switch code & 0xFF {
        case SQLITE_FULL:
            return FleetError(
                ConnectionFailure.full, .transient, "no room is left on the disk of \(path)", hint: "free space on the volume of the state store")
        case SQLITE_IOERR:
            return FleetError(
                ConnectionFailure.full, .transient, "the disk of \(path) refuses reading or writing (SQLite \(code))",
                hint: "look at the volume of the state store and at the kernel's log")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return FleetError(
                ConnectionFailure.corrupt, .fatal, "\(path) is damaged or no SQLite database (\(message))",
                hint: "keep a copy of the file, then restore a backup or try `sqlite3 \(path) .recover`")
        case SQLITE_BUSY, SQLITE_LOCKED:
            return FleetError(
                ConnectionFailure.busy, .transient, "\(path) is locked by another connection",
                hint: "nothing but the coordinator may have the state store open")
        case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
            return FleetError(
                "store_unwritable", .fatal, "\(path) cannot be opened for writing (\(message))",
                hint: "give the coordinator's user the right to write there")
        case SQLITE_CONSTRAINT:
            return FleetError("store_constraint", .bug, "a statement breaks a rule of the schema: \(message)")
        case SQLITE_TOOBIG:
            return FleetError("store_too_big", .permanent, "a value is too large for the state store", hint: "send less")
        case SQLITE_NOMEM:
            return FleetError(ConnectionFailure.full, .transient, "no memory is left for the state store")
        default:
            return FleetError("store_statement", .bug, "SQLite refuses a statement (\(code)): \(message)")
        }
    }
}
