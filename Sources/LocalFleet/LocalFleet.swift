import Coordination
import Evaluating
import FleetCore
import FleetHost
import Kafka
import Messaging
import Telemetry
import WorkerKit

/// What `modelops up` runs: coordinator, every kind of worker and, where no Kafka is named, a broker, all in one process.
public struct LocalFleet: Sendable {
    /// In the order of dependence.
    public let services: [any Service]
    /// How other processes reach the broker.
    public let brokers: String
    /// Whether the broker lives in this process and forgets everything at its end.
    public let brokerIsEmbedded: Bool

    public static func make(_ host: Host) async throws -> LocalFleet {
        try CoordinatorAssembly.listening(host.settings).checkFree()
        let named = host.settings.list(SettingCatalogue.brokers)
        var services: [any Service] = []
        let broker: any Broker
        var incarnation: String?
        var brokers = named.joined(separator: ",")
        if named.isEmpty {
            let embedded = try await EmbeddedBroker.start(
                clock: host.clock, identifiers: host.identifiers, log: host.kafkaLog, statistics: host.kafkaStatistics)
            broker = embedded
            incarnation = embedded.incarnation
            brokers = embedded.bootstrap
            services.append(EmbeddedBrokerService(broker: embedded))
        } else {
            broker = try host.kafkaBroker()
        }
        try await makeTopics(host, broker, isEmbedded: named.isEmpty)
        let assembly = try await CoordinatorAssembly.make(
            host, broker: broker, incarnation: incarnation, scoring: PredictionScoring { try PredictionScorer().report(of: $0) })
        services += assembly.services
        let artifacts = try host.artifactStore()
        for kind in WorkKind.allCases {
            services.append(try host.workerProcess(try WorkerCatalogue.make(kind, host), broker: broker, artifacts: artifacts))
        }
        services.append(EndpointService(server: assembly.server, brokers: brokers, token: assembly.token ?? "", fleet: host.fleet))
        return LocalFleet(services: services, brokers: brokers, brokerIsEmbedded: named.isEmpty)
    }

    /// What topics.json declares and the broker lacks. A single broker keeps one copy.
    private static func makeTopics(_ host: Host, _ broker: any Broker, isEmbedded: Bool) async throws {
        let replication = isEmbedded ? 1 : host.settings.integer(SettingCatalogue.topicReplication).map(Int32.init)
        let wanted = TopicManifest.standard.specifications(replication: replication)
        let administration = try await broker.administration()
        let present = try await administration.partitionCounts(of: nil)
        let missing = wanted.filter { present[$0.name] == nil }
        guard !missing.isEmpty else { return }
        try await administration.create(missing)
        host.logger.notice("made topics", ["count": String(missing.count)])
    }
}

/// Keeps the broker until its clients have closed.
struct EmbeddedBrokerService: Service {
    let name = "embedded broker"
    let broker: EmbeddedBroker

    func run(until shutdown: Signal) async throws {
        try? await shutdown.wait()
        await broker.close()
    }
}
