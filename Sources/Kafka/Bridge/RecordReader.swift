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
        let bytes = message.pointee
        let source = source(of: bytes)
        if bytes.err != RD_KAFKA_RESP_ERR_NO_ERROR {
            return .failure(Refused(source: source, failure: LibraryFailure(bytes.err, text: rd_kafka_message_errstr(message).map { String(cString: $0) })))
        }
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let time = rd_kafka_message_timestamp(message, &type)
        return .success(
            Record(
                source: source, offset: bytes.offset, key: bytes.key.map { Self.copy($0, bytes.key_len) },
                value: bytes.payload.map { Self.copy($0, bytes.len) } ?? [], headers: HeaderList.read(message),
                timestamp: Timestamp(milliseconds: max(time, 0)), isTombstone: bytes.payload == nil))
    }

    private mutating func source(of message: rd_kafka_message_t) -> TopicPartition {
        guard let topic = message.rkt, let name = rd_kafka_topic_name(topic) else { return TopicPartition(topic: "", partition: message.partition) }
        // By its name and not by its handle: another topic may get the handle of one that is gone.
        let isSame = last.topic.withCString { strcmp($0, name) == 0 }
        if isSame, last.partition == message.partition { return last }
        last = TopicPartition(topic: isSame ? last.topic : String(cString: name), partition: message.partition)
        return last
    }

    static func copy(_ start: UnsafeRawPointer, _ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            if count > 0 { UnsafeMutableRawPointer(buffer.baseAddress!).copyMemory(from: start, byteCount: count) }
            filled = count
        }
    }
}
