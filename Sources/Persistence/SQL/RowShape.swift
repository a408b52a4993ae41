/// The table of a row type, and its statements, composed once.
struct RowShape: Sendable {
    let table: String
    let columns: [String]
    let key: [String]
    /// The column that the database fills in.
    let generated: String?
    /// `SELECT` of all columns, to be followed by a `WHERE`.
    let select: String
    let insert: String
    let insertIfAbsent: String
    let upsert: String
    let update: String
    /// Positions of the columns that an INSERT gives.
    let inserted: [Int]
    /// Positions of the columns that an UPDATE gives: what is set, then the key.
    let updated: [Int]

    init(table: String, key: [String], generated: String? = nil, columns: [String]) {
        self.table = table
        self.columns = columns
        self.key = key
        self.generated = generated
        let given = columns.filter { $0 != generated }
        let changed = columns.filter { !key.contains($0) }
        select = "SELECT \(columns.joined(separator: ", ")) FROM \(table)"
        let marks = given.map { _ in "?" }.joined(separator: ", ")
        let plain = "INSERT INTO \(table) (\(given.joined(separator: ", "))) VALUES (\(marks))"
        let keys = key.joined(separator: ", ")
        insert = generated.map { plain + " RETURNING \($0)" } ?? plain
        insertIfAbsent = plain + " ON CONFLICT DO NOTHING RETURNING \(key[0])"
        let assignments = changed.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        upsert = plain + " ON CONFLICT (\(keys)) DO UPDATE SET \(assignments)"
        let setters = changed.map { "\($0) = ?" }.joined(separator: ", ")
        let place = key.map { "\($0) = ?" }.joined(separator: " AND ")
        update = "UPDATE \(table) SET \(setters) WHERE \(place) RETURNING \(key[0])"
        inserted = columns.indices.filter { columns[$0] != generated }
        updated = columns.indices.filter { !key.contains(columns[$0]) } + key.compactMap { columns.firstIndex(of: $0) }
    }
}
