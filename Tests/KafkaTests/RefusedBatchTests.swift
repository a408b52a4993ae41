import CRDKafka
import FleetCore
import FleetTesting
import Messaging
import Testing

@testable import Kafka

/// A mock cluster that refuses the first request to write and takes the one behind it, which is under way already.
@Suite("A batch that is refused while the next is taken")
struct RefusedBatchTests {
    /// What became of three records of a batch and three of the next, and where the partition ends.
    private static func send(refusing code: rd_kafka_resp_err_t) async throws -> (outcomes: [Result<Delivery, FleetError>], end: Int64) {
        var reason = [CChar](repeating: 0, count: 512)
        let carrier = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), &reason, reason.count))
        defer { rd_kafka_destroy(carrier) }
        let cluster = try #require(rd_kafka_mock_cluster_new(carrier, 1))
        defer { rd_kafka_mock_cluster_destroy(cluster) }
        rd_kafka_mock_topic_create(cluster, "t", 1, 1)
        var errors = [code]
        // 0: a request to write.
        rd_kafka_mock_push_request_errors_array(cluster, 0, 1, &errors)
        let address = String(cString: try #require(rd_kafka_mock_cluster_bootstraps(cluster)))
        let configuration = KafkaConfiguration(brokers: [address], extra: ["linger.ms": "50", "batch.size": "100000"])
        let broker = KafkaBroker(configuration: configuration, clock: KafkaFixture.clock, log: KafkaFixture.log)
        let producer = try await broker.producer(clientName: "writer")
        let sizes = [20_000, 20_000, 20_000, 60_000, 60_000, 60_000]
        let outcomes = await producer.send(
            all: sizes.map { OutgoingRecord(topic: "t", partition: 0, key: nil, value: [UInt8](repeating: 7, count: $0)) })
        let place = TopicPartition(topic: "t", partition: 0)
        let end = try await broker.administration().offsets(of: [place])[place]?.high ?? 0
        await producer.close(within: .seconds(5))
        broker.close()
        return (outcomes, end)
    }

    @Test(arguments: [RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER])
    func whatIsSaidToBeWrittenIsThere(code: rd_kafka_resp_err_t) async throws {
        let (outcomes, end) = try await Self.send(refusing: code)
        let offsets = outcomes.compactMap { if case .success(let delivery) = $0 { delivery.offset } else { nil } }
        #expect(offsets.count <= Int(end) && Set(offsets) == Set(offsets.filter { (0..<end).contains($0) }))
        #expect(Set(offsets).count == offsets.count)
        let codes = outcomes.compactMap { if case .failure(let error) = $0 { error.code } else { nil } }
        #expect(codes == Array(repeating: BrokerFailure.deliveryUnknown, count: outcomes.count - Int(end)))
    }
}
