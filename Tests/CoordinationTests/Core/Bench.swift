import FleetCore
import FleetTesting
import JSON
import Persistence
import Telemetry
import Testing

@testable import Coordination
@testable import Messaging

/// A coordinator whose loops are turned by hand, over a broker and a store in memory and a clock that stands still.
final class Bench: Sendable {
    static let fleet = FleetID("fleet_test")
    static let job = JobID("job_1")
    let clock: ManualClock
    let store: SQLiteStateStore
    let broker: InMemoryBroker
    let identifiers: IdentifierSource
    let coordinator: Coordinator
    let loops: CoordinatorLoops
    let retries: RetryLoop

    /// A coordinator that reigns, over a store and a broker that may have served others before.
    init(
        clock: ManualClock, store: SQLiteStateStore, broker: InMemoryBroker, identifiers: IdentifierSource, planner: any StagePlanning,
        journal: any JobJournal = QuietJournal(), intake: any JobIntaking = StartingIntake(), inventories: InventoryPlan = InventoryPlan()
    ) async throws {
        self.clock = clock
        self.store = store
        self.broker = broker
        self.identifiers = identifiers
        let logger = Logger(label: "test", sink: SilentLogSink())
        var settings = CoordinatorSettings(fleet: Self.fleet, holder: "test")
        settings.inventories = inventories
        coordinator = Coordinator(
            settings: settings, store: store, broker: broker, clock: clock, identifiers: identifiers,
            logger: logger, planner: planner, journal: journal, intake: intake)
        retries = RetryLoop(
            clock: clock, identifiers: identifiers, health: coordinator.health, memory: coordinator.memory, logger: logger)
        let reign = Reign(
            writer: coordinator.writer, holder: "test", mayHaveRival: false, heartbeat: .seconds(3), takeover: .seconds(10),
            health: coordinator.health, logger: logger)
        loops = try await coordinator.connect(reign)
        try await reign.begin()
        try await loops.intake.begin()
        try await loops.sweeper.sweep()
    }

    /// A new store, a new broker, and a job that waits to be dispatched.
    static func start(_ planner: ScriptedPlanner = ScriptedPlanner(), budget: Int64? = nil) async throws -> Bench {
        let clock = ManualClock()
        let broker = Self.broker(clock, kinds: [.train])
        let identifiers = IdentifierSource(clock: clock, random: SeededRandom(seed: 2))
        let store = try SQLiteStateStore.inMemory(clock: clock)
        let bench = try await Bench(clock: clock, store: store, broker: broker, identifiers: identifiers, planner: planner)
        try await bench.coordinator.writer.change("submit") { change in
            var row = JobRow(
                id: job, tenant: TenantName("default"), name: "a job", document: "{}", documentHash: "h", createdAt: change.now)
            row.budgetMicros = budget
            try change.transaction.insert(row)
            try change.start(job, actor: "test")
        }
        return bench
    }

    static func broker(_ clock: ManualClock, kinds: [WorkKind]) -> InMemoryBroker {
        let broker = InMemoryBroker(clock: clock, identifiers: IdentifierSource(clock: clock, random: SeededRandom(seed: 1)))
        for topic in ["modelops.jobs", FleetTopics.control, FleetTopics.deadLetters] { broker.createTopic(topic) }
        for topic in [FleetTopics.results] + kinds.map(\.topic) { broker.createTopic(topic, partitions: 2) }
        return broker
    }

    /// Another coordinator over the same store and broker: its term deposes this one.
    func successor(_ planner: ScriptedPlanner = ScriptedPlanner()) async throws -> Bench {
        let identifiers = IdentifierSource(clock: clock, random: SeededRandom(seed: 3))
        return try await Bench(clock: clock, store: store, broker: broker, identifiers: identifiers, planner: planner)
    }

    /// Lets every loop do what it can, until nothing moves.
    func settle() async throws {
        for _ in 0..<20 {
            let before = try await mark()
            while try await loops.forwarder.forward() {}
            try await read()
            while try await loops.timers.fire() {}
            while try await loops.dispatcher.dispatch() > 0 {}
            while try await loops.forwarder.forward() {}
            if try await mark() == before { return }
        }
    }

    /// Reads everything that is there.
    func read() async throws {
        while let event = takeEvent() { try await loops.intake.handle(event, retries) }
    }

    /// Moves the time on in steps of a second, sweeping every five, and settles.
    func pass(_ duration: Duration, beating: ScriptedWorker? = nil) async throws {
        for second in 1...max(1, Int(duration.inSeconds)) {
            clock.advance(by: .seconds(1))
            if second % 5 == 0 {
                if let beating { try await beating.beat() }
                try await read()
                try await loops.sweeper.sweep()
            }
        }
        try await settle()
    }

    private func takeEvent() -> AssignedEvent? {
        let reader = loops.consumer as? InMemoryAssignedConsumer
        return reader?.takeNow(limit: 100)
    }

    private func mark() async throws -> [Int] {
        let figures = try await coordinator.figures()
        let sent = WorkKind.allCases.map { broker.records(in: $0.topic).count }
        return sent + [broker.records(in: FleetTopics.control).count, figures.outbox[.unsent] ?? 0]
            + WorkKind.allCases.flatMap { [figures.work[$0]?.queued ?? 0, figures.work[$0]?.snoozed ?? 0] }
    }

    func jobRow() async throws -> JobRow { try #require(try await store.read { try $0.job(Self.job) }) }
    func tasks() async throws -> [TaskRow] { try await store.read { try $0.tasks(of: Self.job, stage: .train) } }
    func permits() async throws -> [PermitRow] { try await store.read { try $0.permits(of: Self.job) } }

    /// The messages of a type on a topic, decoded.
    func messages<Body: Decodable>(_ type: Body.Type, _ message: MessageType, on topic: String) throws -> [Body] {
        let codec = coordinator.surroundings.codec
        return try broker.records(in: topic).compactMap { record in
            guard try codec.reader.envelope(record).messageType == message else { return nil }
            return try codec.decode(type, type: message, from: record).1
        }
    }

    func runs() throws -> [TaskRun] { try messages(TaskRun.self, .taskRun, on: WorkKind.train.topic) }
    func stops() throws -> [ExecutionStop] { try messages(ExecutionStop.self, .executionStop, on: FleetTopics.control) }
    func grants() throws -> [PermitAnswer] { try messages(PermitAnswer.self, .permitGranted, on: FleetTopics.control) }
}

/// Takes nothing in: tests insert their jobs themselves.
struct StartingIntake: JobIntaking {
    func read(_ record: Record) -> IntakeMessage {
        IntakeMessage(record, tenant: nil, identity: record.source.topic, content: .failure(FleetError("unreadable", .rejected, "not a job")))
    }
    func prefetch(_ messages: [IntakeMessage], in transaction: StoreTransaction) throws {}
    func take(_ message: IntakeMessage, in change: any JobControl) throws -> IntakeOutcome { throw FleetError("unreadable", .rejected, "not a job") }
    func sweep(in transaction: StoreTransaction) throws {}
}
