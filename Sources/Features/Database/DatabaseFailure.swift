import CSQLite
import FleetCore

/// What SQLite's result codes mean to a worker.
enum DatabaseFailure {
    /// - Parameter message: SQLite's own words; they name tables and columns, never values.
    static func error(_ code: Int32, _ message: String, path: String) -> FleetError {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED:
            return FleetError("online_store_busy", .transient, "\(path) is locked by another process")
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM:
            return FleetError(
                "online_store_full", .blocked, "\(path) cannot be read or written (SQLite \(code))",
                hint: "look at the room and health of its volume")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return FleetError(
                "online_store_corrupt", .permanent, "\(path) is damaged or no SQLite database",
                hint: "move the file away: the next materialize fills a new one")
        case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
            return FleetError(
                "online_store_unwritable", .blocked, "\(path) cannot be opened for writing (\(message))",
                hint: "give the worker's user the right to write there")
        default:
            return FleetError("online_store_statement", .bug, "SQLite refuses a statement (\(code)): \(message)")
        }
    }
}
