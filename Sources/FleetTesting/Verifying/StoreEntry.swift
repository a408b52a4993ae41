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

    /// Every row that there is, in the order of the keys. Nobody writes meanwhile: a page is read in a transaction of its own.
    public static func all(of store: any StateStore) async throws -> [StoreEntry] {
        var entries: [StoreEntry] = []
        for table in StoreTable.allCases {
            var count = 0
            while true {
                let first = count
                let rows = try await store.read { try $0.dump(table, from: first, limit: page) }
                entries += rows.map { StoreEntry(table, $0) }
                count += rows.count
                if rows.count < page { break }
            }
        }
        return entries
    }

    private static let page = 5000

    private init(_ table: StoreTable, _ columns: [String: DumpedValue]) {
        var values = JSONObject()
        for (name, value) in columns.sorted(by: { $0.key < $1.key }) { values[name] = Self.json(value) }
        self.init(table: table.rawValue, values: .object(values))
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
