import FleetCore
import Kafka
import Telemetry

extension Host {
    /// How this process reaches Kafka, by its settings.
    /// - Throws: `FleetError` that names the key.
    public func kafkaConfiguration() throws -> KafkaConfiguration {
        guard let choice = KafkaConfiguration.SecurityProtocol(rawValue: settings.text(SettingCatalogue.securityProtocol) ?? "plaintext") else {
            throw FleetError("setting_invalid", .rejected, "kafka.security_protocol is not known", path: SettingCatalogue.securityProtocol.key)
        }
        let brokers = settings.list(SettingCatalogue.brokers)
        guard !brokers.isEmpty else {
            throw FleetError(
                "setting_missing", .rejected, "kafka.brokers is not set", path: SettingCatalogue.brokers.key,
                hint: "set it in the settings file, by MODELOPS_KAFKA_BROKERS, or as --kafka-brokers HOST:PORT")
        }
        var configuration = KafkaConfiguration(
            brokers: brokers, securityProtocol: choice, extra: settings.pairs(SettingCatalogue.kafkaOptions))
        let files = [SettingCatalogue.certificateAuthority, SettingCatalogue.certificate, SettingCatalogue.privateKey].map(settings.text)
        if files.contains(where: { $0 != nil }) {
            configuration.tls = KafkaConfiguration.TLS(
                authorities: files[0], certificate: files[1], key: files[2],
                keyPassword: settings.text(SettingCatalogue.privateKeyPassword).map { KafkaSecret($0) })
        }
        if let mechanism = settings.text(SettingCatalogue.saslMechanism) {
            configuration.sasl = KafkaConfiguration.SASL(
                mechanism: mechanism, user: try settings.required(SettingCatalogue.saslUser),
                password: KafkaSecret(settings.text(SettingCatalogue.saslPassword) ?? ""))
        }
        return configuration
    }

    /// The cluster that the settings name; its clients' lines and figures go to this process's log and metrics.
    public func kafkaBroker() throws -> KafkaBroker {
        KafkaBroker(configuration: try kafkaConfiguration(), clock: clock, log: kafkaLog, statistics: kafkaStatistics)
    }

    /// Lines of the clients, at the fleet's levels.
    public var kafkaLog: @Sendable (KafkaLog) -> Void {
        let logger = logger.labelled("kafka")
        return { line in
            let level: LogLevel =
                switch line.level {
                case .error: .error
                case .warning: .warning
                case .notice: .notice
                case .info: .info
                case .debug: .debug
                }
            logger.log(level, line.text, ["client": line.client, "facility": line.facility])
        }
    }

    public var kafkaStatistics: @Sendable (KafkaStatistics) -> Void {
        let metrics = metrics
        return { statistics in
            metrics.set(MetricCatalogue.kafkaBrokersUp, to: Double(statistics.brokers.values.count { $0.state == "UP" }))
            // By what the client is for: names of processes would be ever new series.
            let client = String(statistics.client.prefix { $0 != "_" && $0 != "#" })
            let slowest = statistics.brokers.values.map(\.roundTripAverage).max() ?? 0
            metrics.set(MetricCatalogue.kafkaRoundTrip, to: Double(slowest) / 1_000_000, client)
            var lags: [String: Int64] = [:]
            for partition in statistics.partitions where partition.lag >= 0 { lags[partition.topic, default: 0] += partition.lag }
            for (topic, lag) in lags { metrics.set(MetricCatalogue.kafkaLag, to: Double(lag), topic) }
        }
    }
}
