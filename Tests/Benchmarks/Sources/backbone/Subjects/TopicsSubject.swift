import FleetCore
import Kafka
import Messaging

/// Makes the fleet's topics, one copy each, and those of further tenants (`--tenants a,b`); or the topics of the message loop (`--loop N`).
struct TopicsSubject {
    let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws {
        let administration = try await Surroundings(arguments).broker(arguments).administration()
        let partitions = arguments.number("loop", 0)
        if partitions > 0 {
            return try await administration.create(["in", "out"].map { TopicSpecification(name: $0, partitions: Int32(partitions), replication: 1) })
        }
        var wanted = TopicManifest.standard.specifications(replication: 1)
        for tenant in arguments.text("tenants").split(separator: ",") {
            for topic in TopicManifest.standard.topics where topic.isPerTenant {
                let name = topic.name(for: TenantName(String(tenant)))
                wanted.append(TopicSpecification(name: name, partitions: topic.partitions, replication: 1, settings: topic.settings))
            }
        }
        try await administration.create(wanted)
    }
}
