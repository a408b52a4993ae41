import FleetCore
import Messaging

/// Administration of an `EmbeddedBroker`: topics are made through the cluster itself, settings are those that were asked for.
struct EmbeddedAdministration: BrokerAdministration {
    let cluster: MockCluster
    let incarnation: String
    let clients: any BrokerAdministration

    func clusterIdentity() async throws -> String { incarnation }

    func partitionCounts(of topics: [String]?) async throws -> [String: Int32] { try await clients.partitionCounts(of: topics) }

    func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange] { try await clients.offsets(of: partitions) }

    func publish(offsets: [TopicPartition: Int64], of group: String) async throws { try await clients.publish(offsets: offsets, of: group) }

    func create(_ topics: [TopicSpecification]) async throws {
        for topic in topics {
            if topic.partitions < 1 {
                throw FleetError(BrokerFailure.invalidRequest, .rejected, "\(topic.name): a topic has at least one partition")
            }
            try await cluster.create(topic)
        }
    }

    func describe(_ topics: [String]) async throws -> [String: TopicSpecification] {
        let known = cluster.topics
        return topics.reduce(into: [:]) { found, name in found[name] = known[name] }
    }

    func alter(_ topic: TopicSpecification) async throws {
        guard let present = cluster.topics[topic.name] else {
            throw FleetError(BrokerFailure.topicUnknown, .permanent, "\(topic.name): the embedded broker has no such topic")
        }
        if topic.partitions > present.partitions {
            throw FleetError(
                BrokerFailure.invalidRequest, .permanent, "\(topic.name): the embedded broker cannot add partitions",
                hint: "restart it with the new count, or use a real Kafka")
        }
        cluster.set(topic.settings, of: topic.name)
    }
}
