import CRDKafka
import FleetCore
import Messaging

/// The settings of topics on a broker.
enum TopicSettings {
    /// - Parameter onlyOwn: leaves out what a topic has from the broker or by default.
    static func read(_ handle: ClientHandle, of topics: [String], onlyOwn: Bool) throws -> [String: [String: String]] {
        if topics.isEmpty { return [:] }
        var resources: [OpaquePointer?] = topics.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
        defer { rd_kafka_ConfigResource_destroy_array(&resources, resources.count) }
        let count = resources.count
        return try AdminClient.request(
            handle, "describe", RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS,
            start: { options, queue in rd_kafka_DescribeConfigs(handle.client, &resources, count, options, queue) },
            read: { event in
                var results = 0
                let list = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &results)
                return try collect(list, results, onlyOwn: onlyOwn)
            })
    }

    static func write(_ handle: ClientHandle, _ settings: [String: String], to topic: String) throws {
        guard let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic) else {
            throw FleetError(BrokerFailure.invalidRequest, .rejected, "\(topic): not a topic's name")
        }
        defer { rd_kafka_ConfigResource_destroy(resource) }
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) { rd_kafka_ConfigResource_set_config(resource, name, value) }
        var resources: [OpaquePointer?] = [resource]
        try AdminClient.request(
            handle, "alter", RD_KAFKA_ADMIN_OP_ALTERCONFIGS,
            start: { options, queue in rd_kafka_AlterConfigs(handle.client, &resources, 1, options, queue) },
            read: { event in
                var results = 0
                let list = rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &results)
                _ = try collect(list, results, onlyOwn: true)
            })
    }

    private static func collect(
        _ list: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, onlyOwn: Bool
    ) throws -> [String: [String: String]] {
        var found: [String: [String: String]] = [:]
        for index in 0..<count {
            guard let resource = list?[index] else { continue }
            let topic = rd_kafka_ConfigResource_name(resource).map { String(cString: $0) } ?? ""
            let code = rd_kafka_ConfigResource_error(resource)
            if code != RD_KAFKA_RESP_ERR_NO_ERROR {
                let text = rd_kafka_ConfigResource_error_string(resource).map { String(cString: $0) }
                throw KafkaError.fleetError(LibraryFailure(code, text: text), during: topic)
            }
            var entryCount = 0
            let entries = rd_kafka_ConfigResource_configs(resource, &entryCount)
            for position in 0..<entryCount {
                guard let entry = entries?[position], let name = rd_kafka_ConfigEntry_name(entry), let value = rd_kafka_ConfigEntry_value(entry)
                else { continue }
                let isOwn = rd_kafka_ConfigEntry_source(entry) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG
                if isOwn || !onlyOwn { found[topic, default: [:]][String(cString: name)] = String(cString: value) }
            }
        }
        return found
    }
}
