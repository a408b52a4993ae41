import FleetCore
import Messaging

/// Questions about topics through a gate.
struct SimulatedAdministration: BrokerAdministration {
    let base: any BrokerAdministration
    let gate: SeamGate

    private func ask<Value: Sendable>(_ what: String, _ body: () async throws -> Value) async throws -> Value {
        let refusal = SimulatedBroker.unreachable("broker.ask \(what)")
        return try await gate.pass("broker.ask \(what)", refusal: refusal, doubt: refusal, body)
    }

    func clusterIdentity() async throws -> String { try await ask("identity") { try await base.clusterIdentity() } }

    func partitionCounts(of topics: [String]?) async throws -> [String: Int32] {
        try await ask("partitions") { try await base.partitionCounts(of: topics) }
    }

    func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange] {
        try await ask("offsets") { try await base.offsets(of: partitions) }
    }

    func publish(offsets: [TopicPartition: Int64], of group: String) async throws {
        try await ask("publish") { try await base.publish(offsets: offsets, of: group) }
    }

    func create(_ topics: [TopicSpecification]) async throws { try await ask("create") { try await base.create(topics) } }

    func describe(_ topics: [String]) async throws -> [String: TopicSpecification] {
        try await ask("describe") { try await base.describe(topics) }
    }

    func alter(_ topic: TopicSpecification) async throws { try await ask("alter") { try await base.alter(topic) } }
}
