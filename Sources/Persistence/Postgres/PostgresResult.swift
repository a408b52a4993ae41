import CPostgres
import FleetCore

/// An answer of the server, in binary. Frees it at the end.
final class PostgresResult {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    var isGood: Bool {
        let status = PQresultStatus(handle)
        return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
    }

    /// Whether it tells that all of a pipeline was answered.
    var endsPipeline: Bool { PQresultStatus(handle) == PGRES_PIPELINE_SYNC }

    var isEmpty: Bool { PQntuples(handle) == 0 }

    /// What the server says it did: `COMMIT`, `ROLLBACK`, ….
    var command: String { PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

    /// Five characters; empty where the failure came from the client library.
    var state: String { PQresultErrorField(handle, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? "" }

    var message: String { PQresultErrorField(handle, Int32(UInt8(ascii: "M"))).map { String(cString: $0) } ?? "" }

    func rows() throws -> [SQLRow] {
        let columns = PQnfields(handle)
        let types = (0..<columns).map { PQftype(handle, $0) }
        return try (0..<PQntuples(handle)).map { row in
            SQLRow(values: try (0..<columns).map { try value(row, $0, type: types[Int($0)]) })
        }
    }

    private func value(_ row: Int32, _ column: Int32, type: Oid) throws -> SQLValue {
        if PQgetisnull(handle, row, column) != 0 { return .null }
        let bytes = UnsafeRawBufferPointer(start: PQgetvalue(handle, row, column), count: Int(PQgetlength(handle, row, column)))
        switch type {
        case 20, 21, 23, 26:  // int8, int2, int4, oid: big-endian
            var number: Int64 = (bytes.first ?? 0) & 0x80 != 0 && type != 26 ? -1 : 0
            for byte in bytes { number = number << 8 | Int64(byte) }
            return .integer(number)
        case 16: return .integer(bytes.first == 1 ? 1 : 0)
        case 17: return .blob([UInt8](bytes))
        case 19, 25, 1042, 1043, 705: return .text(String(decoding: bytes, as: UTF8.self))
        default: throw FleetError("store_bug", .bug, "an answer of PostgreSQL has a column of type \(type), which nothing here reads")
        }
    }
}
