import FleetCore
import FleetHost
import Kafka

/// Which broker a command means: the one of the settings, else that of the fleet that runs here.
struct BrokerChoice {
    let configuration: KafkaConfiguration

    var address: String { configuration.brokers.joined(separator: ",") }

    /// - Throws: `FleetError` `setting_missing` where there is neither; what is wrong with the settings otherwise.
    static func find(_ host: FleetHost.Host, endpoint: FleetEndpoint?) throws -> BrokerChoice {
        if !host.settings.list(SettingCatalogue.brokers).isEmpty { return BrokerChoice(configuration: try host.kafkaConfiguration()) }
        guard let endpoint, !endpoint.brokers.isEmpty else {
            throw FleetError(
                "setting_missing", .rejected, "no broker is named, and no fleet runs here", path: SettingCatalogue.brokers.key,
                hint: "--kafka-brokers HOST:PORT, MODELOPS_KAFKA_BROKERS, or start a fleet with `modelops up`")
        }
        return BrokerChoice(configuration: KafkaConfiguration(brokers: endpoint.brokers.split(separator: ",").map(String.init)))
    }
}
