import CSQLite
import FleetCore

/// A prepared statement that is kept. Used by the thread of its connection.
final class SQLiteStatement {
    /// SQLite copies what it is given before the call returns.
    private static let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    private let handle: OpaquePointer
    private let columns: Int32

    init(handle: OpaquePointer) {
        self.handle = handle
        columns = sqlite3_column_count(handle)
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs it from start to end.
    /// - Parameter failure: makes an error of SQLite's result code.
    func run(_ values: [SQLValue], failure: (Int32) -> FleetError) throws -> [SQLRow] {
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        for (position, value) in values.enumerated() {
            let code = bind(value, at: Int32(position + 1))
            guard code == SQLITE_OK else { throw failure(code) }
        }
        var rows: [SQLRow] = []
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: rows.append(SQLRow(values: (0..<columns).map(value)))
            case SQLITE_DONE: return rows
            case let code: throw failure(code)
            }
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .integer(let number): sqlite3_bind_int64(handle, index, number)
        case .text(var text):
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    sqlite3_bind_text64(
                        handle, index, characters.baseAddress ?? Self.empty, UInt64(characters.count), Self.copies, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            if bytes.isEmpty {
                sqlite3_bind_zeroblob(handle, index, 0)
            } else {
                bytes.withUnsafeBytes { sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), Self.copies) }
            }
        }
    }

    private func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_TEXT:
            guard let text = sqlite3_column_text(handle, column) else { return .null }
            let count = Int(sqlite3_column_bytes(handle, column))
            return .text(String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let count = Int(sqlite3_column_bytes(handle, column))
            guard count > 0, let bytes = sqlite3_column_blob(handle, column) else { return .blob([]) }
            return .blob([UInt8](UnsafeRawBufferPointer(start: bytes, count: count)))
        default: return .null
        }
    }

    // A pointer that stays valid for ever, for the text of no characters: a null pointer would mean NULL.
    private nonisolated(unsafe) static let empty = UnsafePointer(UnsafeMutablePointer<CChar>.allocate(capacity: 1))
}
