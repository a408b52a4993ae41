import CRDKafka
import FleetCore
import Foundation
import Messaging

/// Copies messages of the library into records. Those of one partition come together, so the last name is kept and not made again.
struct RecordReader {
    struct Refused: Error {
        let source: TopicPartition
        let failure: LibraryFailure
    }

    private var last = TopicPartition(topic: "", partition: -1)

    mutating func read(_ message: UnsafePointer<rd_kafka_message_t>) -> Result<Record, Refused> {
        if let refused = refusal(message) { return .failure(refused) }
        let size = message.pointee.key_len + message.pointee.len
        return .success(record(message, in: Self.bytes(of: CollectionOfOne(message), size), from: 0))
    }

    /// Why there is no record: its partition cannot be read. Nil where there is one.
    mutating func refusal(_ message: UnsafePointer<rd_kafka_message_t>) -> Refused? {
        let code = message.pointee.err
        if code == RD_KAFKA_RESP_ERR_NO_ERROR { return nil }
        return Refused(source: source(of: message), failure: LibraryFailure(code, text: rd_kafka_message_errstr(message).map { String(cString: $0) }))
    }

    /// The record of a message whose key and value stand in `buffer`, one behind the other.
    mutating func record(_ message: UnsafePointer<rd_kafka_message_t>, in buffer: [UInt8], from start: Int) -> Record {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let time = rd_kafka_message_timestamp(message, &type)
        return Record(
            source: source(of: message), offset: message.pointee.offset, in: buffer, from: start,
            key: message.pointee.key == nil ? nil : message.pointee.key_len, value: message.pointee.payload == nil ? nil : message.pointee.len,
            headers: HeaderList.read(message), timestamp: Timestamp(milliseconds: max(time, 0)))
    }

    private mutating func source(of message: UnsafePointer<rd_kafka_message_t>) -> TopicPartition {
        let partition = message.pointee.partition
        guard let topic = message.pointee.rkt, let name = rd_kafka_topic_name(topic) else { return TopicPartition(topic: "", partition: partition) }
        // By its name and not by its handle: another topic may get the handle of one that is gone.
        let isSame = last.topic.withCString { strcmp($0, name) == 0 }
        if isSame, last.partition == partition { return last }
        last = TopicPartition(topic: isSame ? last.topic : String(cString: name), partition: partition)
        return last
    }

    /// Keys and values of these messages, one behind the other.
    static func bytes(of messages: some Sequence<UnsafePointer<rd_kafka_message_t>>, _ size: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            guard let start = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
            for message in messages {
                let key = message.pointee.key_len
                let value = message.pointee.len
                precondition(filled + key + value <= size, "RecordReader: the messages are larger than was said")
                if let bytes = message.pointee.key { (start + filled).copyMemory(from: bytes, byteCount: key) }
                if let bytes = message.pointee.payload { (start + filled + key).copyMemory(from: bytes, byteCount: value) }
                filled += key + value
            }
        }
    }

    /// Nothing for a null pointer.
    static func copy(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8] {
        guard let start, count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            UnsafeMutableRawPointer(buffer.baseAddress!).copyMemory(from: start, byteCount: count)
            filled = count
        }
    }
}
