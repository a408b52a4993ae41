import FleetCore
import Messaging

/// A Kafka in this process for a laptop and for tests: librdkafka's mock cluster, listening on loopback. Memory only; it keeps about 5 MB per
/// partition and answers clients built on librdkafka (`kcat`, Python's confluent-kafka), not the Java client. Close it explicitly.
public final class EmbeddedBroker: Broker {
    /// `host:port` for other processes.
    public let bootstrap: String
    /// Another one at each start: what was written to a former instance is gone.
    public let incarnation: String
    private let cluster: MockCluster
    private let clients: KafkaBroker

    /// Starts listening.
    /// - Parameters:
    ///   - identifiers: make the incarnation.
    ///   - sessionTimeout: of its own clients; a rebalance on this broker takes a second less. Below 4 s a member is put out before
    ///     its first join ends, which takes 3 s here.
    ///   - extra: further properties of its own clients.
    public static func start(
        clock: any FleetClock, identifiers: IdentifierSource, sessionTimeout: Duration = .seconds(4), statisticsInterval: Duration = .seconds(15),
        extra: [String: String] = [:], log: @escaping @Sendable (KafkaLog) -> Void, statistics: (@Sendable (KafkaStatistics) -> Void)? = nil
    ) async throws -> EmbeddedBroker {
        let cluster = try await MockCluster.start()
        // The mock cluster answers a waiting fetch only when its time is up, not when a record comes: a short wait is its latency.
        let properties = ["fetch.wait.max.ms": "50"].merging(extra) { _, given in given }
        var configuration = KafkaConfiguration(brokers: [cluster.bootstrap], extra: properties)
        configuration.sessionTimeout = max(sessionTimeout, .seconds(4))
        configuration.statisticsInterval = statisticsInterval
        let clients = KafkaBroker(configuration: configuration, clock: clock, log: log, statistics: statistics)
        return EmbeddedBroker(cluster: cluster, clients: clients, incarnation: identifiers.make("embedded_"))
    }

    /// Whether a cluster that names itself so is one of these, in whatever process.
    public static func isItsIdentity(_ cluster: String) -> Bool { cluster.hasPrefix("mockCluster") }

    private init(cluster: MockCluster, clients: KafkaBroker, incarnation: String) {
        self.cluster = cluster
        self.clients = clients
        self.incarnation = incarnation
        bootstrap = cluster.bootstrap
    }

    /// How its own clients reach it; other processes need the address only.
    public var configuration: KafkaConfiguration { clients.configuration }

    public func producer(clientName: String) async throws -> any RecordProducer { try await clients.producer(clientName: clientName) }

    public func groupConsumer(group: String, topics: [String], clientName: String) async throws -> any GroupConsumer {
        try await clients.groupConsumer(group: group, topics: topics, clientName: clientName)
    }

    public func assignedConsumer(clientName: String) async throws -> any AssignedConsumer {
        try await clients.assignedConsumer(clientName: clientName)
    }

    public func administration() async throws -> any BrokerAdministration {
        EmbeddedAdministration(cluster: cluster, incarnation: incarnation, clients: try await clients.administration())
    }

    /// Ends the broker and all that it holds. Close its clients first.
    public func close() async {
        clients.close()
        await cluster.close()
    }
}
