import CRDKafka
import FleetCore
import Messaging

extension ClientHandle {
    /// Joins the group that the client was made for.
    func subscribe(to topics: [String]) throws {
        for topic in topics where topic.isEmpty || topic.utf8.contains(0) || topic.hasPrefix("^") {
            throw FleetError(BrokerFailure.invalidRequest, .rejected, "\"\(topic)\" is not a topic's name")
        }
        let code = PartitionList.with(topics.map { TopicPartition(topic: $0, partition: -1) }) { rd_kafka_subscribe(client, $0) }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError.fleetError(LibraryFailure(code), during: "subscribe") }
    }
}
