import CRDKafka
import Messaging

/// Lists of partitions in the library's form and ours.
enum PartitionList {
    typealias Native = UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    /// Makes a list for the time of `body`.
    static func with<Value>(_ offsets: [(TopicPartition, Int64)], _ body: (Native?) throws -> Value) rethrows -> Value {
        let list = rd_kafka_topic_partition_list_new(Int32(max(offsets.count, 1)))
        defer { list.map { rd_kafka_topic_partition_list_destroy($0) } }
        for (source, offset) in offsets { rd_kafka_topic_partition_list_add(list, source.topic, source.partition)?.pointee.offset = offset }
        return try body(list)
    }

    static func with<Value>(_ partitions: [TopicPartition], _ body: (Native?) -> Value) -> Value {
        with(partitions.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) }, body)
    }

    static func read(_ list: Native?) -> [TopicPartition] {
        guard let list else { return [] }
        return (0..<Int(list.pointee.cnt)).map { index in
            let element = list.pointee.elems[index]
            return TopicPartition(topic: String(cString: element.topic), partition: element.partition)
        }
    }

    /// The first error that a partition of the list carries.
    static func firstFailure(_ list: Native?) -> rd_kafka_resp_err_t? {
        guard let list else { return nil }
        return (0..<Int(list.pointee.cnt)).map { list.pointee.elems[$0].err }.first { $0 != RD_KAFKA_RESP_ERR_NO_ERROR }
    }
}
