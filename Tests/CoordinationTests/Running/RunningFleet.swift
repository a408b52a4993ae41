import FleetCore
import FleetTesting
import Messaging
import Persistence
import Telemetry

@testable import Coordination

/// A coordinator whose loops run by themselves, on a clock that a test moves.
final class RunningFleet: Sendable {
    let clock: ManualClock
    let store: any StateStore
    let broker: InMemoryBroker
    let coordinator: Coordinator
    let shutdown = Signal()
    private let identifiers: IdentifierSource
    /// Heartbeat, listing, sweeping, waiting watch, dispatcher, forwarder, timers: so many sleep when nothing is to be done.
    static let loops = 8

    init(
        store: any StateStore, broker: InMemoryBroker, clock: ManualClock = ManualClock(), seed: UInt64 = 2, mayHaveRival: Bool = false,
        planner: ScriptedPlanner = ScriptedPlanner()
    ) {
        self.store = store
        self.broker = broker
        self.clock = clock
        identifiers = IdentifierSource(clock: clock, random: SeededRandom(seed: seed))
        var settings = CoordinatorSettings(fleet: Bench.fleet, holder: "coordinator \(seed)")
        settings.mayHaveRival = mayHaveRival
        coordinator = Coordinator(
            settings: settings, store: store, broker: broker, clock: clock, identifiers: identifiers,
            logger: Logger(label: "test", sink: SilentLogSink()), planner: planner, journal: QuietJournal(), intake: StartingIntake())
    }

    private let ended = Signal()
    var hasEnded: Bool { ended.isSet }

    func run() async throws {
        defer { ended.set() }
        try await coordinator.run(until: shutdown)
    }

    /// Returns when every loop has done what it could, or the coordinator has stopped.
    func untilIdleOrEnded() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.untilIdle() }
            group.addTask { try await self.ended.wait() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Returns when every loop has done what it could.
    func untilIdle() async throws { try await clock.untilSleeping(Self.loops) }

    /// Lets time pass in steps of half a second.
    func pass(_ duration: Duration) async throws {
        for _ in 0..<Int(duration.inSeconds * 2) {
            clock.advance(by: .milliseconds(500))
            try await untilIdle()
            await Task.yield()
        }
    }

    /// Lets time pass until something holds.
    /// - Returns: whether it came to hold within a virtual minute.
    func pass(until holds: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<120 {
            if try await holds() { return true }
            clock.advance(by: .milliseconds(500))
            try await untilIdle()
            await Task.yield()
        }
        // A virtual minute may be over before a busy machine has run every loop once.
        return try await comes(holds)
    }

    /// Waits for what is under way, without virtual time passing.
    /// - Returns: whether it came to hold within the patience that is had with a busy machine.
    func comes(_ holds: () async throws -> Bool) async throws -> Bool {
        let patience = SystemClock()
        let end = patience.now() + .seconds(20)
        while patience.now() < end {
            if try await holds() { return true }
            await Task.yield()
        }
        return try await holds()
    }

    func submit() async throws {
        try await coordinator.writer.change("submit") { change in
            try change.transaction.insert(
                JobRow(
                    id: Bench.job, tenant: TenantName("default"), name: "a job", document: "{}", documentHash: "h", createdAt: change.now))
            try change.start(Bench.job, actor: "test")
        }
    }

    func worker() async throws -> ScriptedWorker {
        try await ScriptedWorker(broker: broker, clock: clock, identifiers: identifiers)
    }

    func runs() throws -> [TaskRun] { try broker.records(in: WorkKind.train.topic).map(run) }

    func run(in record: Record) throws -> TaskRun {
        try coordinator.surroundings.codec.decode(TaskRun.self, type: .taskRun, from: record).1
    }

    func task() async throws -> TaskRow? { try await store.read { try $0.tasks(of: Bench.job, stage: .train).first } }
}
