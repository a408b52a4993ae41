import Messaging

/// What the poll thread puts into a consumer's buffer.
enum ConsumerItem: Sendable {
    case assigned([TopicPartition], generation: Int32)
    case revoked
    case record(Record)
    case outOfRange(TopicPartition)

    /// Bytes that it holds, near enough.
    var size: Int {
        guard case .record(let record) = self else { return 64 }
        return record.headers.reduce(128 + record.value.count + (record.key?.count ?? 0)) { $0 + $1.name.utf8.count + $1.value.count + 48 }
    }

    var isRecord: Bool {
        switch self {
        case .record, .outOfRange: true
        case .assigned, .revoked: false
        }
    }
}
