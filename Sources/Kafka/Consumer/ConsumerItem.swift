import Messaging

/// What the poll thread puts into a consumer's buffer.
enum ConsumerItem: Sendable {
    case assigned([TopicPartition], generation: Int32)
    case revoked
    case records([Record])
    case outOfRange(TopicPartition)

    /// Records that it holds.
    var count: Int {
        if case .records(let records) = self { records.count } else { 0 }
    }

    /// Bytes that it holds, near enough.
    var size: Int {
        guard case .records(let records) = self else { return 64 }
        return records.reduce(0) { $0 + Self.size(of: $1) }
    }

    static func size(of record: Record) -> Int {
        let body = 128 + record.size
        return record.headers.isEmpty ? body : record.headers.reduce(body) { $0 + $1.name.utf8.count + $1.value.count + 48 }
    }

    /// It belongs to a partition, and goes with it.
    var isOfPartition: Bool {
        switch self {
        case .records, .outOfRange: true
        case .assigned, .revoked: false
        }
    }
}
