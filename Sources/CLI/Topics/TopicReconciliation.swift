import FleetCore
import FleetHost
import Kafka
import Messaging

/// The manifest against a broker.
struct TopicReconciliation {
    /// One way in which a broker differs.
    struct Difference {
        let wanted: TopicSpecification
        let sentence: String
        let isMissing: Bool
        /// True where the design fixes the count: results and control.
        let isForbidden: Bool
    }

    static let options = [
        OptionSpecification("tenant", value: "NAME", "Also the topics of this tenant; may be repeated."),
        OptionSpecification("manifest", value: "FILE", "Another manifest than the one built in."), SharedOptions.context,
    ]

    /// The settings that say which broker is meant.
    static let settings = SettingCatalogue.settings(of: .modelops).filter { $0.key.hasPrefix("kafka.") }

    let manifest: TopicManifest
    let wanted: [TopicSpecification]
    let administration: any BrokerAdministration

    /// - Returns: nil for the broker of `modelops up`, which has all that the manifest declares and no way to change it; that is said.
    static func make(_ arguments: ArgumentList, _ context: CommandContext) async throws -> TopicReconciliation? {
        let manifest = try arguments.value("manifest").map { try TopicManifest(reading: SettingsFile.read($0)) } ?? .standard
        let host = FleetHost.Host.system(context.settings, shutdown: Signal())
        let replication = context.settings.integer(SettingCatalogue.topicReplication).map(Int32.init)
        let tenants = arguments.all("tenant")
        for tenant in tenants where !FleetTopics.isTenantName(tenant) {
            throw FleetError("usage", .rejected, "'\(tenant)' is no tenant's name", hint: "lower-case letters, digits and dashes")
        }
        let choice = try BrokerChoice.find(
            host, endpoint: try FleetEndpoint.findIfAny(context: arguments.value("context"), environment: context.environment))
        context.console.note("asking the broker at \(choice.address)")
        let broker = KafkaBroker(configuration: choice.configuration, clock: context.clock, log: host.kafkaLog)
        let administration = try await broker.administration()
        if EmbeddedBroker.isItsIdentity(try await administration.clusterIdentity()) {
            context.console.print("\(choice.address) is the broker of `modelops up`: it makes its topics itself, and none need to be applied")
            return nil
        }
        return TopicReconciliation(
            manifest: manifest, wanted: manifest.specifications(tenants: tenants.map(TenantName.init), replication: replication),
            administration: administration)
    }

    func differences() async throws -> [Difference] {
        let counts = try await administration.partitionCounts(of: nil)
        let present = wanted.filter { counts[$0.name] != nil }.map(\.name)
        let found = try await administration.describe(present)
        return wanted.flatMap { topic -> [Difference] in
            guard let count = counts[topic.name] else {
                return [Difference(wanted: topic, sentence: "\(topic.name) is missing (\(topic.partitions) partitions)", isMissing: true, isForbidden: false)]
            }
            var differences: [Difference] = []
            if count != topic.partitions {
                let fixed = manifest.topics.first { $0.name == topic.name }?.partitionsAreFixed ?? false
                // More partitions than declared are somebody's choice, where the count is free.
                if fixed || count < topic.partitions {
                    let sentence = "\(topic.name) has \(count) partitions, \(topic.partitions) are declared"
                    differences.append(Difference(wanted: topic, sentence: sentence, isMissing: false, isForbidden: fixed || count > topic.partitions))
                }
            }
            for (name, value) in topic.settings.sorted(by: { $0.key < $1.key }) where found[topic.name]?.settings[name] != value {
                let now = found[topic.name]?.settings[name] ?? "not set"
                differences.append(
                    Difference(wanted: topic, sentence: "\(topic.name): \(name) is \(now), \(value) is declared", isMissing: false, isForbidden: false))
            }
            return differences
        }
    }

    func apply(_ differences: [Difference]) async throws {
        try await administration.create(differences.filter(\.isMissing).map(\.wanted))
        var altered: Set<String> = []
        for difference in differences where !difference.isMissing && altered.insert(difference.wanted.name).inserted {
            try await administration.alter(difference.wanted)
        }
    }
}
