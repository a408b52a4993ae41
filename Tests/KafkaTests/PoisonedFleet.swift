import Coordination
import FleetCore
import FleetTesting
import Foundation
import JSON
import Kafka
import Messaging
import Persistence
import Telemetry

/// A coordinator on an embedded broker and SQLite, and whoever writes to its job topic and reads what comes of it.
final class PoisonedFleet: Sendable {
    private let producer: any RecordProducer
    private let statuses: any AssignedConsumer
    private let dead: any AssignedConsumer

    private init(_ broker: any Broker) async throws {
        producer = try await broker.producer(clientName: "sender")
        statuses = try await broker.assignedConsumer(clientName: "statuses")
        dead = try await broker.assignedConsumer(clientName: "letters")
        try await statuses.assign([TopicPartition(topic: "modelops.jobs.status", partition: 0): .earliest])
        try await dead.assign([TopicPartition(topic: FleetTopics.deadLetters, partition: 0): .earliest])
    }

    static func run(_ body: @escaping @Sendable (PoisonedFleet) async throws -> Void) async throws {
        let clock = KafkaFixture.clock
        let identifiers = KafkaFixture.identifiers
        let broker = try await EmbeddedBroker.start(clock: clock, identifiers: identifiers, log: KafkaFixture.log)
        let topics = ["modelops.jobs", "modelops.jobs.status", "modelops.events", FleetTopics.results, FleetTopics.control, FleetTopics.deadLetters]
        let limit = ["max.message.bytes": String(2 << 20)]
        try await broker.administration().create(
            (topics + WorkKind.allCases.map(\.topic)).map { TopicSpecification(name: $0, partitions: 1, settings: limit) })
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(identifiers.make("poison-")).path
        let store = try await SQLiteStateStore.open(directory: folder, clock: clock)
        let codec = EnvelopeCodec(source: "/modelops/test/coordinator", clock: clock, identifiers: identifiers)
        let journal = StatusJournal(clock: clock, writer: codec.writer)
        let registry = ModelRegistry(clock: clock, journal: journal)
        let providers = ProviderCatalog(kinds: ["local": .local])
        let planner = StagePlanner(providers: providers, registry: registry)
        let parts = IntakeParts(
            providers: providers, planner: planner, registry: registry, journal: journal, clock: clock, identifiers: identifiers)
        let incarnation = broker.incarnation
        let coordinator = Coordinator(
            settings: CoordinatorSettings(fleet: FleetID("fleet_test"), holder: "test"), store: store, broker: broker, clock: clock,
            identifiers: identifiers, logger: Logger(label: "test", sink: SilentLogSink()), planner: planner, journal: journal,
            intake: JobIntake(parts, writer: codec.writer, cluster: { incarnation }))
        let shutdown = Signal()
        let fleet = try await PoisonedFleet(broker)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await coordinator.run(until: shutdown) }
            defer { group.cancelAll() }
            try await clock.withTimeout(.seconds(300), waitingFor: "the fleet's answers") { try await body(fleet) }
            shutdown.set()
            try await group.waitForAll()
        }
        await fleet.close()
        await store.close()
        await broker.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// - Returns: the offset of the record.
    func send(_ body: [UInt8], headers: [Record.Header] = []) async throws -> Int64 {
        try await producer.send(OutgoingRecord(topic: "modelops.jobs", partition: 0, key: nil, value: body, headers: headers)).offset
    }

    /// Dead letters by the offsets of their messages, as soon as there are so many.
    func letters(_ count: Int) async throws -> [Int64: DeadLetter] {
        var found: [Int64: DeadLetter] = [:]
        while found.count < count, case .records(let records)? = try await dead.next(limit: 100) {
            for letter in records.compactMap({ DeadLetter(reading: $0) }) { found[letter.offset] = letter }
        }
        return found
    }

    /// Waits until all these messages are jobs.
    /// - Returns: those that are.
    func awaitJobs(_ offsets: Set<Int64>) async throws -> Set<Int64> {
        var found: Set<Int64> = []
        while found.count < offsets.count, case .records(let records)? = try await statuses.next(limit: 100) {
            for record in records {
                let status = try JSONReader.parse(record.value)
                guard status["job_id"]?.string != nil, let offset = status["request"]?["offset"]?.integer, offsets.contains(offset) else { continue }
                found.insert(offset)
            }
        }
        return found
    }

    /// How long a good message takes from its sending to its first status.
    func latency(of name: String) async throws -> Duration {
        let clock = KafkaFixture.clock
        let start = clock.now()
        let offset = try await send(Array(PoisonCorpus.document(name).utf8))
        _ = try await awaitJobs([offset])
        return clock.now() - start
    }

    private func close() async {
        await producer.close(within: .seconds(5))
        await statuses.close(within: .seconds(5))
        await dead.close(within: .seconds(5))
    }
}
