import CRDKafka
import FleetCore

/// What depends on the version of librdkafka that is linked at run time.
public enum LibraryVersion {
    /// As the library writes it: `2.0.2`.
    public static var text: String { String(cString: rd_kafka_version_str()) }

    static var number: Int32 { rd_kafka_version() }

    /// Refuses a version that cannot keep the fleet's promises.
    /// - Throws: `FleetError` `kafka_library_unfit` (fatal).
    public static func check() throws { try check(number, text: text) }

    static func check(_ number: Int32, text: String) throws {
        let release = number >> 8
        if release < 0x02_00_00 || release == 0x02_01_00 {
            throw FleetError(
                "kafka_library_unfit", .fatal, "librdkafka \(text) does not keep a consumer in its group while it is polled through a queue",
                hint: "install librdkafka 2.0.2, or 2.1.1 or newer")
        }
    }

    /// Once what is read ahead has reached its bound, the library looks again a second later: a reader that has taken it by then waits.
    /// Newer ones can be told to look sooner.
    static var readAheadProperties: [ClientProperty] { number >> 8 < 0x02_02_00 ? [] : [ClientProperty("fetch.queue.backoff.ms", "50")] }

    /// What to tell at start-up and in the doctor's report about this version with these settings.
    public static func findings(for configuration: KafkaConfiguration) -> [KafkaFinding] { findings(for: configuration, number, text: text) }

    static func findings(for configuration: KafkaConfiguration, _ number: Int32, text: String) -> [KafkaFinding] {
        var findings: [KafkaFinding] = []
        if let mechanism = configuration.sasl?.mechanism.uppercased(), mechanism.hasPrefix("SCRAM"), number >> 8 < 0x02_06_01 {
            findings.append(
                KafkaFinding(
                    code: "kafka_scram_with_kafka_4",
                    message: "librdkafka \(text) fails \(mechanism) against Kafka 4 with \"invalid credentials\" although the password is right",
                    hint: "use librdkafka 2.6.1 or newer, Kafka 3.9, or PLAIN over TLS"))
        }
        if configuration.sasl != nil, configuration.securityProtocol == .saslPlaintext {
            findings.append(
                KafkaFinding(
                    code: "kafka_password_without_tls", message: "the password travels to the brokers without encryption",
                    hint: "use the security protocol sasl_ssl"))
        }
        return findings
    }
}
