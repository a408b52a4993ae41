import CRDKafka
import FleetCore
import Messaging
import Synchronization

/// The library's mock cluster: one broker. Topics are made by us, since it does not answer a request to create one.
/// Its calls run on a lane of its own.
final class MockCluster: Sendable {
    /// `@unchecked Sendable`: made and freed on the lane, used there only.
    private struct Native: @unchecked Sendable {
        let client: OpaquePointer
        let cluster: OpaquePointer
    }

    let bootstrap: String
    private let lane: BlockingLane
    private let native: Native
    private let known = Mutex<[String: TopicSpecification]>([:])

    static func start() async throws -> MockCluster {
        let lane = BlockingLane(name: "k-embedded")
        do {
            let (native, bootstrap) = try await lane.run("start the embedded broker") { try make() }
            return MockCluster(lane: lane, native: native, bootstrap: bootstrap)
        } catch {
            lane.close()
            throw error
        }
    }

    private init(lane: BlockingLane, native: Native, bootstrap: String) {
        self.lane = lane
        self.native = native
        self.bootstrap = bootstrap
    }

    private static func make() throws -> (Native, String) {
        try LibraryVersion.check()
        var reason = [CChar](repeating: 0, count: 512)
        let settings = rd_kafka_conf_new()
        // The carrier speaks to nobody: its thread drives the cluster.
        rd_kafka_conf_set(settings, "client.id", "modelops-embedded", nil, 0)
        rd_kafka_conf_set(settings, "log_level", "3", nil, 0)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, settings, &reason, reason.count) else {
            rd_kafka_conf_destroy(settings)
            throw FleetError("embedded_broker_failed", .fatal, "the embedded broker cannot start: \(ClientHandle.text(reason))")
        }
        guard let cluster = rd_kafka_mock_cluster_new(client, 1), let address = rd_kafka_mock_cluster_bootstraps(cluster) else {
            rd_kafka_destroy(client)
            throw FleetError("embedded_broker_failed", .fatal, "the embedded broker cannot listen on loopback")
        }
        return (Native(client: client, cluster: cluster), String(cString: address))
    }

    /// Topics made through us.
    var topics: [String: TopicSpecification] { known.withLock { $0 } }

    func create(_ topic: TopicSpecification) async throws {
        let native = native
        try await lane.run("create topic \(topic.name)") {
            guard self.topics[topic.name] == nil else { return }
            let code = rd_kafka_mock_topic_create(native.cluster, topic.name, topic.partitions, 1)
            // Another client may have made it by asking for it.
            if code != RD_KAFKA_RESP_ERR_NO_ERROR, code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS {
                throw KafkaError.fleetError(LibraryFailure(code), during: topic.name)
            }
            var made = topic
            made.replication = 1
            self.known.withLock { $0[topic.name] = made }
        }
    }

    /// Remembers settings: the cluster itself has none.
    func set(_ settings: [String: String], of topic: String) {
        known.withLock { $0[topic]?.settings.merge(settings) { _, new in new } }
    }

    func close() async {
        let native = native
        do {
            try await lane.run("stop the embedded broker") {
                rd_kafka_mock_cluster_destroy(native.cluster)
                rd_kafka_destroy(native.client)
            }
        } catch {
            // Cancelled while it ends, or closed before: the lane finishes what it has.
        }
        lane.close()
    }
}
