import FleetCore
import Messaging

/// What the conformance suite needs to know about an implementation of the broker seam.
public struct BrokerHarness: Sendable {
    /// What not every broker can do.
    public enum Trait: Sendable, Hashable {
        /// A record to a topic that does not exist is refused (others make the topic).
        case refusesUnknownTopics
        /// A topic's own limit on the size of records is kept.
        case keepsTopicLimits
        /// Settings and partition counts can be changed.
        case altersTopics
    }

    let make: @Sendable () async throws -> any Broker
    let traits: Set<Trait>
    let clock: any FleetClock
    let identifiers: IdentifierSource
    /// How long the suite waits for anything before it says that it did not come.
    let patience: Duration

    /// - Parameter make: gives a broker; topics of other tests on it do no harm, since every promise uses names of its own.
    public init(
        traits: Set<Trait>, clock: any FleetClock = SystemClock(), random: any RandomSource = SystemRandom(), patience: Duration = .seconds(60),
        make: @escaping @Sendable () async throws -> any Broker
    ) {
        self.make = make
        self.traits = traits
        self.clock = clock
        self.patience = patience
        identifiers = IdentifierSource(clock: clock, random: random)
    }

    /// A broker with a new topic on it.
    func prepare(partitions: Int32, settings: [String: String] = [:]) async throws -> (broker: any Broker, topic: String) {
        let broker = try await make()
        let topic = identifiers.make("conformance.")
        let administration = try await broker.administration()
        try await administration.create([TopicSpecification(name: topic, partitions: partitions, settings: settings)])
        return (broker, topic)
    }

    /// Reads until `count` records have come; partitions may come in any order. `onEvent` sees everything in between.
    func read(
        _ count: Int, from consumer: any GroupConsumer, onEvent: @escaping @Sendable (GroupEvent) -> Void = { _ in }
    ) async throws -> [Record] {
        try await clock.withTimeout(patience, waitingFor: "\(count) records") {
            var records: [Record] = []
            while records.count < count, let event = try await consumer.next(limit: count - records.count) {
                onEvent(event)
                if case .records(let batch) = event { records += batch }
            }
            return records
        }
    }

    /// Reads until `count` records have come.
    func read(_ count: Int, from consumer: any AssignedConsumer) async throws -> [Record] {
        try await clock.withTimeout(patience, waitingFor: "\(count) records") {
            var records: [Record] = []
            while records.count < count, let event = try await consumer.next(limit: count) {
                if case .records(let batch) = event { records += batch }
            }
            return records
        }
    }

    /// Waits until the member owns exactly `count` partitions, and gives them.
    func assignment(of count: Int, to consumer: any GroupConsumer) async throws -> [TopicPartition] {
        try await clock.withTimeout(patience, waitingFor: "an assignment of \(count) partitions") {
            while let event = try await consumer.next(limit: 1) {
                if case .assigned(let partitions, _) = event, partitions.count == count { return partitions.sorted() }
            }
            return []
        }
    }

    /// `count` records with the numbers from `start` on as their bodies.
    func numbered(_ count: Int, topic: String, partition: Int32?, from start: Int = 0) -> [OutgoingRecord] {
        (start..<start + count).map { OutgoingRecord(topic: topic, partition: partition, key: nil, value: Array(String($0).utf8)) }
    }
}
