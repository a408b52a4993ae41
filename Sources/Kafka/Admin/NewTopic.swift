import CRDKafka
import FleetCore
import Messaging

/// Making a topic, and adding partitions to one.
enum NewTopic {
    static func make(_ topic: TopicSpecification) throws -> OpaquePointer {
        var reason = [CChar](repeating: 0, count: 256)
        guard let made = rd_kafka_NewTopic_new(topic.name, topic.partitions, topic.replication ?? -1, &reason, reason.count) else {
            throw FleetError(BrokerFailure.invalidRequest, .rejected, "\(topic.name): \(ClientHandle.text(reason))")
        }
        for (name, value) in topic.settings.sorted(by: { $0.key < $1.key }) { rd_kafka_NewTopic_set_config(made, name, value) }
        return made
    }

    static func grow(_ handle: ClientHandle, _ topic: String, to count: Int32) throws {
        var reason = [CChar](repeating: 0, count: 256)
        guard let wanted = rd_kafka_NewPartitions_new(topic, Int(count), &reason, reason.count) else {
            throw FleetError(BrokerFailure.invalidRequest, .rejected, "\(topic): \(ClientHandle.text(reason))")
        }
        defer { rd_kafka_NewPartitions_destroy(wanted) }
        var list: [OpaquePointer?] = [wanted]
        try AdminClient.request(
            handle, "add partitions", RD_KAFKA_ADMIN_OP_CREATEPARTITIONS,
            start: { options, queue in rd_kafka_CreatePartitions(handle.client, &list, 1, options, queue) },
            read: { event in
                var results = 0
                let found = rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event), &results)
                try AdminClient.check(found, results, "add partitions")
            })
    }
}
