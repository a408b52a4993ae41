import CRDKafka
import Messaging

/// Messages of the library that were taken and not yet copied. They are copied together, so that an allocation serves many records, and
/// freed at once: none of them outlives the call that took it, as an outstanding message would keep its client from ending.
struct MessageBatch: ~Copyable {
    /// Records share a buffer up to this size: somebody may keep a single one of them for as long as a task takes.
    private static let sharedBytes = 64 * 1024

    private var messages: [UnsafeMutablePointer<rd_kafka_message_t>] = []
    private var bytes = 0

    init() { messages.reserveCapacity(RecordBatch.limit) }

    deinit { for message in messages { rd_kafka_message_destroy(message) } }

    var isFull: Bool { messages.count >= RecordBatch.limit || bytes >= RecordBatch.byteLimit }

    /// Takes over a message without an error.
    mutating func append(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        messages.append(message)
        bytes += Self.size(of: message)
    }

    /// The messages as records, in the order of their coming; the batch is empty afterwards.
    mutating func takeRecords(_ reader: inout RecordReader) -> [Record] {
        var records: [Record] = []
        records.reserveCapacity(messages.count)
        var first = 0
        while first < messages.count {
            var end = first + 1
            var size = Self.size(of: messages[first])
            while end < messages.count, size + Self.size(of: messages[end]) <= Self.sharedBytes {
                size += Self.size(of: messages[end])
                end += 1
            }
            Self.copy(messages[first..<end], size, &reader, to: &records)
            first = end
        }
        for message in messages { rd_kafka_message_destroy(message) }
        messages.removeAll(keepingCapacity: true)
        bytes = 0
        return records
    }

    private static func size(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> Int { message.pointee.key_len + message.pointee.len }

    private static func copy(
        _ messages: ArraySlice<UnsafeMutablePointer<rd_kafka_message_t>>, _ size: Int, _ reader: inout RecordReader, to records: inout [Record]
    ) {
        let buffer = RecordReader.bytes(of: messages.lazy.map { UnsafePointer($0) }, size)
        var place = 0
        for message in messages {
            records.append(reader.record(UnsafePointer(message), in: buffer, from: place))
            place += Self.size(of: message)
        }
    }
}
