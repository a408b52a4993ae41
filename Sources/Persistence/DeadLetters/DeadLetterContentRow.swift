/// The bytes of a dead letter: raw, so for those only who may see anything.
public struct DeadLetterContentRow: Sendable, Equatable {
    public let id: String
    public var key: [UInt8]?
    /// JSON, as in the outbox.
    public var headers: String
    public var body: [UInt8]

    public init(id: String, key: [UInt8]?, headers: String, body: [UInt8]) {
        self.id = id
        self.key = key
        self.headers = headers
        self.body = body
    }

    /// What it takes, about.
    var size: Int { body.count + headers.utf8.count + (key?.count ?? 0) }
}

extension DeadLetterContentRow: StoredRow {
    static let shape = RowShape(table: "dead_letter_contents", key: ["id"], columns: ["id", "key", "headers", "body"])

    init(_ row: inout SQLRowReader) throws {
        id = try row.next()
        key = try row.next()
        headers = try row.next()
        body = try row.next()
    }

    var values: [SQLValue] { [id.sql, key.sql, headers.sql, body.sql] }
}
