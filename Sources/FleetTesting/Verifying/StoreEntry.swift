import FleetCore
import Foundation
import JSON
import Persistence

/// Ledger 3: a row of the state store.
public struct StoreEntry: Codable, Sendable, Equatable {
    /// A table of the store, such as `jobs`.
    public var table: String
    /// The columns by name.
    public var values: JSONValue

    public init(table: String, values: JSONValue) {
        self.table = table
        self.values = values
    }

    /// Every row that there is, in the order of the keys.
    public static func all(of store: any StateStore) async throws -> [StoreEntry] {
        try await store.read { transaction in
            try StoreTable.allCases.flatMap { table in
                try transaction.dump(table).map { columns in
                    let members = columns.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) }
                    var values = JSONObject()
                    for (name, value) in members { values[name] = value }
                    return StoreEntry(table: table.rawValue, values: .object(values))
                }
            }
        }
    }

    private static func json(_ value: DumpedValue) -> JSONValue {
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        case .text(let text): .string(text)
        case .bytes(let bytes): .string(String(bytes: bytes, encoding: .utf8) ?? Data(bytes).base64EncodedString())
        }
    }

    /// The text of a column; empty where it is NULL or none.
    func text(_ column: String) -> String { values[column]?.string ?? "" }

    /// The number of a column; 0 where it is NULL or none.
    func number(_ column: String) -> Int64 { values[column]?.integer ?? 0 }

    func isNull(_ column: String) -> Bool { values[column]?.isNull ?? true }

    /// A column that holds JSON.
    func parsed(_ column: String) -> JSONValue? { values[column]?.string.flatMap { try? JSONReader.parse($0) } }
}
