import FleetCore

/// How to reach a Kafka cluster, and how its clients behave.
public struct KafkaConfiguration: Sendable {
    public enum SecurityProtocol: String, Sendable, CaseIterable {
        case plaintext
        case tls = "ssl"
        case saslPlaintext = "sasl_plaintext"
        case saslTLS = "sasl_ssl"
    }

    /// Paths of PEM files; nil leaves a file out.
    public struct TLS: Sendable {
        public var authorities: String?
        public var certificate: String?
        public var key: String?
        public var keyPassword: KafkaSecret?
        /// Whether the server's certificate must carry the host's name.
        public var verifiesHostname = true

        public init(authorities: String? = nil, certificate: String? = nil, key: String? = nil, keyPassword: KafkaSecret? = nil) {
            self.authorities = authorities
            self.certificate = certificate
            self.key = key
            self.keyPassword = keyPassword
        }
    }

    public struct SASL: Sendable {
        /// `PLAIN`, `SCRAM-SHA-256`, `SCRAM-SHA-512`, `OAUTHBEARER`, `GSSAPI`.
        public var mechanism: String
        public var user: String
        public var password: KafkaSecret

        public init(mechanism: String, user: String, password: KafkaSecret) {
            self.mechanism = mechanism
            self.user = user
            self.password = password
        }
    }

    /// `host:port` of at least one broker.
    public var brokers: [String]
    public var securityProtocol: SecurityProtocol
    public var tls: TLS?
    public var sasl: SASL?
    /// A member that was not heard of for so long is put out of its group.
    public var sessionTimeout: Duration = .seconds(10)
    /// A member whose process stood still for so long leaves its group.
    public var maximumPollInterval: Duration = .seconds(60)
    /// A record that was not acknowledged for so long is reported as unknown. Longer than the broker outages that one expects.
    public var deliveryTimeout: Duration = .seconds(120)
    /// How often statistics are made; zero makes none.
    public var statisticsInterval: Duration = .seconds(15)
    /// Any further property of librdkafka by its name; one that the fleet's promises rest on is refused.
    public var extra: [String: String]

    public init(
        brokers: [String], securityProtocol: SecurityProtocol = .plaintext, tls: TLS? = nil, sasl: SASL? = nil, extra: [String: String] = [:]
    ) {
        self.brokers = brokers
        self.securityProtocol = securityProtocol
        self.tls = tls
        self.sasl = sasl
        self.extra = extra
    }

    /// The properties for a dump: what is secret is named and not shown.
    public var redacted: [String: String] {
        var shown: [String: String] = [:]
        for property in common { shown[property.name] = property.isSecret ? "(secret)" : property.value }
        for (name, value) in extra { shown[name] = ClientProperty.soundsSecret(name) ? "(secret)" : value }
        return shown
    }
}
