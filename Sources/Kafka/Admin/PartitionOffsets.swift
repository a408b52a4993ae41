import CRDKafka
import FleetCore
import Messaging

/// Where partitions begin and end, all of them in one question per broker.
///
/// `rd_kafka_query_watermark_offsets` has no deadline of its own once its request waits for a broker that is away: a coordinator that asked it
/// stood still for minutes behind one dead leader of many partitions. This call ends when its time is over.
enum PartitionOffsets {
    /// Leaders move within seconds; whoever asks again asks with new metadata.
    private static let timeout: Int32 = 10_000

    /// - Returns: an offset for each of the partitions.
    /// - Parameter end: the library's `RD_KAFKA_OFFSET_BEGINNING` or `RD_KAFKA_OFFSET_END`, which stand for timestamps in Kafka's own request.
    /// - Throws: `FleetError` of the first partition that could not tell, or of the whole question.
    static func ask(_ handle: ClientHandle, for partitions: [TopicPartition], _ end: Int32) throws -> [TopicPartition: Int64] {
        let wanted = Set(partitions).sorted()
        if wanted.isEmpty { return [:] }
        return try PartitionList.with(wanted.map { ($0, Int64(end)) }) { list in
            let code = rd_kafka_offsets_for_times(handle.client, list, timeout)
            let what = "\(wanted[0])\(wanted.count > 1 ? " and \(wanted.count - 1) more" : "")"
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { throw KafkaError.fleetError(LibraryFailure(code), during: what) }
            var offsets: [TopicPartition: Int64] = [:]
            for index in 0..<Int(list.pointee.cnt) {
                let element = list.pointee.elems[index]
                let source = TopicPartition(topic: String(cString: element.topic), partition: element.partition)
                if element.err != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError.fleetError(LibraryFailure(element.err), during: source.description) }
                guard element.offset >= 0 else {
                    throw FleetError(BrokerFailure.unreachable, .transient, "\(source): the broker has not told where it begins and ends")
                }
                offsets[source] = element.offset
            }
            return offsets
        }
    }
}
