import Messaging

/// Records on their way from the library to the reader: one waking of the reader brings a batch.
struct RecordBatch {
    static let limit = 256
    static let byteLimit = 1 << 20

    private(set) var records: [Record] = []
    private var bytes = 0

    var isFull: Bool { records.count >= Self.limit || bytes >= Self.byteLimit }

    mutating func append(_ record: Record) {
        records.append(record)
        bytes += ConsumerItem.size(of: record)
    }

    mutating func takeAll() -> [Record] {
        defer { self = RecordBatch() }
        return records
    }
}
