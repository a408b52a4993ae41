import FleetCore

/// Counts equal rows over the whole dataset in a file of the scratch folder (some 40 bytes a row); memory holds SQLite's page cache of 16 MiB.
final class CopyIndex: Sendable {
    private static let cacheKibibytes = 16 * 1024
    private let thread: DatabaseThread

    /// - Parameter path: a file that does not exist yet.
    init(path: String) {
        thread = DatabaseThread(name: "copy-index") {
            // Whatever goes wrong with it ends the execution, whose scratch folder is removed: nothing has to survive.
            try Database(
                path: path, busyMilliseconds: 0,
                setUp: """
                    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -\(Self.cacheKibibytes);
                    CREATE TABLE copies (hash BLOB PRIMARY KEY, train INTEGER NOT NULL, validation INTEGER NOT NULL, test INTEGER NOT NULL) WITHOUT ROWID
                    """)
        }
    }

    func add(_ rows: [DatasetRow]) async throws {
        try await thread.run { database in
            try database.write {
                for row in rows {
                    let parts = DatasetRow.Part.allCases.map { DatabaseValue.integer(row.part == $0 ? 1 : 0) }
                    try database.query(Self.addition, [.blob(TextHash.of(row))] + parts)
                }
            }
        }
    }

    func count(_ rows: [DatasetRow]) async throws -> [CountedRow] {
        try await thread.run { database in
            try rows.map { row in
                let found = try database.query(Self.lookup, [.blob(TextHash.of(row))]).first?.compactMap(\.integer).map { Int($0) }
                guard let found, found.count == 3 else { throw FleetError("copies_uncounted", .bug, "row \(row.id) was not counted before") }
                return CountedRow(row, copies: CopyCount(train: found[0], validation: found[1], test: found[2]))
            }
        }
    }

    private static let addition = """
        INSERT INTO copies (hash, train, validation, test) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (hash) DO UPDATE SET train = train + excluded.train, validation = validation + excluded.validation, test = test + excluded.test
        """

    private static let lookup = "SELECT train, validation, test FROM copies WHERE hash = ?1"
}
