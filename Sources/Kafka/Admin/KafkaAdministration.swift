import CRDKafka
import FleetCore
import Messaging

/// What there is on a Kafka cluster, and how it is changed.
struct KafkaAdministration: BrokerAdministration {
    let client: AdminClient

    func clusterIdentity() async throws -> String {
        try await client.call("cluster identity") { handle in
            guard let text = rd_kafka_clusterid(handle.client, AdminClient.timeout) else {
                throw FleetError(BrokerFailure.unreachable, .transient, "no broker answers")
            }
            defer { rd_kafka_mem_free(handle.client, text) }
            return String(cString: text)
        }
    }

    func partitionCounts(of topics: [String]?) async throws -> [String: Int32] {
        try await client.call("list topics") { handle in
            let all = try ClusterMetadata.topics(handle).mapValues { $0.partitions }
            guard let topics else { return all }
            return all.filter { topics.contains($0.key) }
        }
    }

    func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange] {
        try await client.call("offsets") { handle in
            let low = try PartitionOffsets.ask(handle, for: partitions, RD_KAFKA_OFFSET_BEGINNING)
            let high = try PartitionOffsets.ask(handle, for: partitions, RD_KAFKA_OFFSET_END)
            return Dictionary(uniqueKeysWithValues: low.map { source, first in (source, OffsetRange(low: first, high: high[source] ?? first)) })
        }
    }

    func publish(offsets: [TopicPartition: Int64], of group: String) async throws {
        if offsets.isEmpty { return }
        try await client.call("publish offsets of \(group)") { handle in try PublishedOffsets.write(offsets, of: group, handle) }
    }

    func create(_ topics: [TopicSpecification]) async throws {
        if topics.isEmpty { return }
        try await client.call("create topics") { handle in
            var wanted: [OpaquePointer?] = []
            defer { rd_kafka_NewTopic_destroy_array(&wanted, wanted.count) }
            for topic in topics { wanted.append(try NewTopic.make(topic)) }
            let count = wanted.count
            try AdminClient.request(
                handle, "create", RD_KAFKA_ADMIN_OP_CREATETOPICS,
                start: { options, queue in rd_kafka_CreateTopics(handle.client, &wanted, count, options, queue) },
                read: { event in
                    var results = 0
                    let list = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &results)
                    try AdminClient.check(list, results, "create", ignoring: [RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS])
                })
            try awaitVisible(Set(topics.map(\.name)), handle)
        }
    }

    /// A topic that the controller has made is known to the brokers a moment later: whoever asked for it may use it at once.
    /// Late ones are left to their users, who try again.
    private func awaitVisible(_ names: Set<String>, _ handle: ClientHandle) throws {
        for _ in 0..<Self.looks {
            guard try !names.isSubset(of: ClusterMetadata.topics(handle).keys) else { return }
            client.waitBriefly(handle)
        }
    }

    private static let looks = 100

    func describe(_ topics: [String]) async throws -> [String: TopicSpecification] {
        try await client.call("describe topics") { handle in
            let known = try ClusterMetadata.topics(handle)
            let names = topics.filter { known[$0] != nil }
            let settings = try TopicSettings.read(handle, of: names, onlyOwn: false)
            return names.reduce(into: [:]) { found, name in
                guard let topic = known[name] else { return }
                found[name] = TopicSpecification(
                    name: name, partitions: topic.partitions, replication: topic.replication, settings: settings[name] ?? [:])
            }
        }
    }

    func alter(_ topic: TopicSpecification) async throws {
        try await client.call("alter topic \(topic.name)") { handle in
            guard let present = try ClusterMetadata.topics(handle)[topic.name] else {
                throw KafkaError.fleetError(LibraryFailure(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART), during: topic.name)
            }
            if !topic.settings.isEmpty {
                // The call replaces all own settings of a topic, so those that are not named here are written again.
                let own = try TopicSettings.read(handle, of: [topic.name], onlyOwn: true)[topic.name] ?? [:]
                try TopicSettings.write(handle, own.merging(topic.settings) { _, new in new }, to: topic.name)
            }
            if topic.partitions > present.partitions { try NewTopic.grow(handle, topic.name, to: topic.partitions) }
        }
    }
}
