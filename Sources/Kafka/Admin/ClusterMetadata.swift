import CRDKafka
import FleetCore

/// What the brokers say about topics.
enum ClusterMetadata {
    struct Topic: Sendable {
        let partitions: Int32
        let replication: Int32
    }

    /// All topics that this principal may see.
    static func topics(_ handle: ClientHandle) throws -> [String: Topic] {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(handle.client, 1, nil, &metadata, AdminClient.timeout)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
            throw KafkaError.fleetError(LibraryFailure(code), during: "metadata")
        }
        defer { rd_kafka_metadata_destroy(metadata) }
        var topics: [String: Topic] = [:]
        for index in 0..<Int(metadata.pointee.topic_cnt) {
            let topic = metadata.pointee.topics[index]
            guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            let replicas = topic.partition_cnt > 0 ? topic.partitions[0].replica_cnt : 0
            topics[String(cString: topic.topic)] = Topic(partitions: topic.partition_cnt, replication: replicas)
        }
        return topics
    }
}
