import FleetCore

/// Where the coordinator reads on in a partition, committed with what the records before it changed.
public struct OffsetRow: Sendable, Equatable {
    public let topic: String
    public let partition: Int32
    public var nextOffset: Int64
    /// The digest of the record before `nextOffset`: another one there means that the topic was made anew.
    public var lastDigest: String?
    public var updatedAt: Timestamp

    public init(
        topic: String, partition: Int32, nextOffset: Int64, lastDigest: String? = nil, updatedAt: Timestamp
    ) {
        self.topic = topic
        self.partition = partition
        self.nextOffset = nextOffset
        self.lastDigest = lastDigest
        self.updatedAt = updatedAt
    }
}

extension OffsetRow: StoredRow {
    static let shape = RowShape(
        table: "offsets", key: ["topic", "partition"],
        columns: [
            "topic", "partition", "next_offset", "last_digest", "updated_at",
        ])

    init(_ row: inout SQLRowReader) throws {
        topic = try row.next()
        partition = try row.next()
        nextOffset = try row.next()
        lastDigest = try row.next()
        updatedAt = try row.next()
    }

    var values: [SQLValue] {
        [
            topic.sql, partition.sql, nextOffset.sql, lastDigest.sql, updatedAt.sql,
        ]
    }
}
