import CRDKafka
import FleetCore
import Messaging

/// Writes a group's offsets without being a member of it.
enum PublishedOffsets {
    static func write(_ offsets: [TopicPartition: Int64], of group: String, _ handle: ClientHandle) throws {
        let sorted = offsets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        var request = PartitionList.with(sorted) { rd_kafka_AlterConsumerGroupOffsets_new(group, $0) }
        defer { rd_kafka_AlterConsumerGroupOffsets_destroy(request) }
        try AdminClient.request(
            handle, "publish offsets", RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS,
            start: { options, queue in rd_kafka_AlterConsumerGroupOffsets(handle.client, &request, 1, options, queue) },
            read: { event in
                var count = 0
                let groups = rd_kafka_AlterConsumerGroupOffsets_result_groups(rd_kafka_event_AlterConsumerGroupOffsets_result(event), &count)
                for index in 0..<count {
                    guard let result = groups?[index] else { continue }
                    if let error = rd_kafka_group_result_error(result) {
                        throw KafkaError.fleetError(LibraryFailure(rd_kafka_error_code(error)), during: "publish offsets of \(group)")
                    }
                    if let code = PartitionList.firstFailure(UnsafeMutablePointer(mutating: rd_kafka_group_result_partitions(result))) {
                        throw KafkaError.fleetError(LibraryFailure(code), during: "publish offsets of \(group)")
                    }
                }
            })
    }
}
