import CRDKafka
import FleetCore
import Messaging

/// One event of the library, copied into Swift values; the library's own object is freed at once.
enum LibraryEvent: Sendable {
    case record(Record)
    /// A partition cannot be read for this reason.
    case partitionFailure(TopicPartition, LibraryFailure)
    case assign([TopicPartition])
    case revoke
    case rebalanceFailure(LibraryFailure)
    case failure(LibraryFailure)
    case log(level: Int32, facility: String, text: String)
    case statistics(String)
    case committed(ticket: UInt, LibraryFailure?)
    case delivered([DeliveryReport])
    case other(String)

    /// Copies and frees; nil where there is no event.
    static func take(_ event: OpaquePointer?) -> LibraryEvent? {
        var reader = RecordReader()
        return take(event, &reader)
    }

    static func take(_ event: OpaquePointer?, _ reader: inout RecordReader) -> LibraryEvent? {
        guard let event else { return nil }
        defer { rd_kafka_event_destroy(event) }
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_FETCH: return fetched(event, &reader)
        case RD_KAFKA_EVENT_DR: return .delivered(reports(event))
        case RD_KAFKA_EVENT_REBALANCE:
            switch rd_kafka_event_error(event) {
            case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS: return .assign(PartitionList.read(rd_kafka_event_topic_partition_list(event)))
            case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS: return .revoke
            case let code: return .rebalanceFailure(LibraryFailure(code))
            }
        case RD_KAFKA_EVENT_OFFSET_COMMIT:
            let code = rd_kafka_event_error(event)
            let ticket = UInt(bitPattern: rd_kafka_event_opaque(event))
            if let refused = PartitionList.firstFailure(rd_kafka_event_topic_partition_list(event)), code == RD_KAFKA_RESP_ERR_NO_ERROR {
                return .committed(ticket: ticket, LibraryFailure(refused))
            }
            return .committed(ticket: ticket, code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : LibraryFailure(code))
        case RD_KAFKA_EVENT_ERROR:
            let text = rd_kafka_event_error_string(event).map { String(cString: $0) }
            let failure = LibraryFailure(rd_kafka_event_error(event), text: text, isFatal: rd_kafka_event_error_is_fatal(event) != 0)
            guard let place = rd_kafka_event_topic_partition(event) else { return .failure(failure) }
            defer { rd_kafka_topic_partition_destroy(place) }
            let source = TopicPartition(topic: String(cString: place.pointee.topic), partition: place.pointee.partition)
            return failure.isFatal ? .failure(failure) : .partitionFailure(source, failure)
        case RD_KAFKA_EVENT_LOG:
            var facility: UnsafePointer<CChar>?
            var line: UnsafePointer<CChar>?
            var level: Int32 = 7
            rd_kafka_event_log(event, &facility, &line, &level)
            return .log(level: level, facility: facility.map { String(cString: $0) } ?? "", text: line.map { String(cString: $0) } ?? "")
        case RD_KAFKA_EVENT_STATS: return .statistics(rd_kafka_event_stats(event).map { String(cString: $0) } ?? "{}")
        default: return .other(rd_kafka_event_name(event).map { String(cString: $0) } ?? "unnamed")
        }
    }

    private static func fetched(_ event: OpaquePointer, _ reader: inout RecordReader) -> LibraryEvent? {
        switch rd_kafka_event_message_next(event).map({ reader.read($0) }) {
        case .success(let record): .record(record)
        case .failure(let refused): .partitionFailure(refused.source, refused.failure)
        case nil: nil
        }
    }

    private static func reports(_ event: OpaquePointer) -> [DeliveryReport] {
        var reports: [DeliveryReport] = []
        reports.reserveCapacity(rd_kafka_event_message_count(event))
        let nowhere = Int64(RD_KAFKA_OFFSET_INVALID)
        // The records of a batch without an offset are numbered from -1 on where the broker called it a duplicate: none of those numbers is a place.
        var counted: (partition: Int32, next: Int64)?
        while let message = rd_kafka_event_message_next(event) {
            let code = message.pointee.err
            var offset = message.pointee.offset
            if let (partition, next) = counted, partition == message.pointee.partition, next == offset { offset = nowhere }
            counted = offset < 0 ? (message.pointee.partition, message.pointee.offset + 1) : nil
            let written = rd_kafka_message_status(message) != RD_KAFKA_MSG_STATUS_NOT_PERSISTED
            reports.append(
                DeliveryReport(
                    ticket: UInt(bitPattern: message.pointee._private), partition: message.pointee.partition, offset: offset,
                    failure: code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : LibraryFailure(code), mayBeWritten: written))
        }
        return reports
    }
}
