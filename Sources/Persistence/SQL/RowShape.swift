/// The table of a row type, and its statements, composed once.
struct RowShape: Sendable {
    /// A statement that writes so many rows.
    struct Batch: Sendable {
        let rows: Int
        let statement: String
    }

    let table: String
    let columns: [String]
    let key: [String]
    /// The column that the database fills in.
    let generated: String?
    /// `SELECT` of all columns, to be followed by a `WHERE`.
    let select: String
    /// Of a few lengths, the longest first and one row last: so few statements are prepared, and many rows cost few of them.
    let inserts: [Batch]
    let upserts: [Batch]
    let insertIfAbsent: String
    let update: String
    /// Positions of the columns that an INSERT gives.
    let inserted: [Int]
    /// Positions of the columns that an UPDATE gives: what is set, then the key.
    let updated: [Int]

    private static let lengths = [64, 16, 4, 1]

    init(table: String, key: [String], generated: String? = nil, columns: [String]) {
        self.table = table
        self.columns = columns
        self.key = key
        self.generated = generated
        let given = columns.filter { $0 != generated }
        let changed = columns.filter { !key.contains($0) }
        select = "SELECT \(columns.joined(separator: ", ")) FROM \(table)"
        let marks = "(" + given.map { _ in "?" }.joined(separator: ", ") + ")"
        let head = "INSERT INTO \(table) (\(given.joined(separator: ", "))) VALUES "
        let assignments = changed.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        let instead = assignments.isEmpty ? "NOTHING" : "UPDATE SET \(assignments)"
        inserts = Self.lengths.map { Batch(rows: $0, statement: head + repeatElement(marks, count: $0).joined(separator: ", ")) }
        upserts = inserts.map { Batch(rows: $0.rows, statement: "\($0.statement) ON CONFLICT (\(key.joined(separator: ", "))) DO \(instead)") }
        insertIfAbsent = "\(head)\(marks) ON CONFLICT DO NOTHING RETURNING \(key[0])"
        let setters = changed.map { "\($0) = ?" }.joined(separator: ", ")
        let place = key.map { "\($0) = ?" }.joined(separator: " AND ")
        update = "UPDATE \(table) SET \(setters) WHERE \(place) RETURNING \(key[0])"
        inserted = columns.indices.filter { columns[$0] != generated }
        updated = columns.indices.filter { !key.contains(columns[$0]) } + key.compactMap { columns.firstIndex(of: $0) }
    }
}
