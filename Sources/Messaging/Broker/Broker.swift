import FleetCore

/// The seam to a message broker. Implementations: `InMemoryBroker` here, `KafkaBroker` in the target Kafka; one conformance suite runs on all.
public protocol Broker: Sendable {
    /// A producer of its own connection.
    /// - Parameter clientName: shown in the broker's logs.
    func producer(clientName: String) async throws -> any RecordProducer

    /// Joins `group` and reads its share of `topics`, from the committed offset, or the earliest where there is none.
    func groupConsumer(group: String, topics: [String], clientName: String) async throws -> any GroupConsumer

    /// A consumer that reads what it is told; it has nothing assigned yet.
    func assignedConsumer(clientName: String) async throws -> any AssignedConsumer

    func administration() async throws -> any BrokerAdministration
}
