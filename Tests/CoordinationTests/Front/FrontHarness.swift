import FleetCore
import FleetTesting
import JSON
import Messaging
import Persistence

@testable import Coordination

/// The front of a coordinator over a store in memory: what is written comes in, and what the outbox holds is read back.
final class FrontHarness: Sendable {
    let clock = ManualClock()
    let store: SQLiteStateStore
    let journal: StatusJournal
    let registry: ModelRegistry
    let planner: StagePlanner
    let parts: IntakeParts
    let intake: JobIntake
    let term: Term
    let identifiers: IdentifierSource

    init(providers: ProviderCatalog = ProviderCatalog(kinds: ["local": .local, "openai-eu": .openAI])) async throws {
        store = try SQLiteStateStore.inMemory(clock: clock)
        term = try await store.claimTerm(holder: "test")
        identifiers = IdentifierSource(clock: clock, random: SeededRandom(seed: 1))
        let writer = EnvelopeWriter(source: "/modelops/test/coordinator", clock: clock, identifiers: identifiers)
        journal = StatusJournal(clock: clock, writer: writer)
        registry = ModelRegistry(clock: clock, journal: journal)
        planner = StagePlanner(providers: providers, registry: registry)
        parts = IntakeParts(
            providers: providers, planner: planner, registry: registry, journal: journal, clock: clock, identifiers: identifiers)
        intake = JobIntake(parts, writer: writer, cluster: { "cluster-1" })
    }

    /// A write in the reign, with a control that does no more than move jobs.
    func change<Value: Sendable>(_ body: @escaping @Sendable (StandInControl) throws -> Value) async throws -> Value {
        let journal = journal
        return try await store.write("test", as: term) { try body(StandInControl(transaction: $0, journal: journal)) }
    }

    func take(_ record: Record) async throws {
        let intake = intake
        _ = try await change { try intake.take(intake.read(record), in: $0) }
    }

    /// A bare record on a job topic.
    func record(_ body: String, topic: String = "modelops.jobs", offset: Int64 = 0, headers: [Record.Header] = []) -> Record {
        Record(
            source: TopicPartition(topic: topic, partition: 0), offset: offset, key: nil, value: Array(body.utf8), headers: headers,
            timestamp: clock.wallTime())
    }

    /// A record in binary mode.
    func event(_ body: String, type: String, id: String, topic: String = "modelops.jobs", offset: Int64 = 0) -> Record {
        record(
            body, topic: topic, offset: offset,
            headers: [
                Record.Header("ce_specversion", "1.0"), Record.Header("ce_id", id), Record.Header("ce_source", "/crm"),
                Record.Header("ce_type", type),
            ])
    }

    /// Everything that waits to be sent, and no more of it.
    func outbox() async throws -> [OutboxRow] {
        let rows = try await store.read { try $0.unsentOutbox(limit: 1000) }
        try await store.write("sent", as: term) { try $0.markSent(rows.map(\.id)) }
        return rows
    }

    /// The bodies of what waits for a topic.
    func bodies(on topic: String) async throws -> [JSONValue] {
        try await outbox().filter { $0.topic == topic }.map { try JSONReader.parse($0.body ?? []) }
    }

    func jobs(tenant: String = "default") async throws -> [JobRow] {
        try await store.read { try $0.jobs(JobFilter(tenant: TenantName(tenant))) }
    }
}
