import FleetCore
import Messaging
import Persistence
import Telemetry

/// The coordinator: all loops over one store and one broker, as one structured group. One is active; the others stand by.
public final class Coordinator: Service {
    public let name = "coordinator"
    public let health = CoordinatorHealth()
    let settings: CoordinatorSettings
    let store: any StateStore
    let broker: any Broker
    let intake: any JobIntaking
    let surroundings: ChangeSurroundings
    let memory: FleetMemory
    let writer: StateWriter
    let logger: Logger

    public init(
        settings: CoordinatorSettings, store: any StateStore, broker: any Broker, clock: any FleetClock, identifiers: IdentifierSource,
        logger: Logger, planner: any StagePlanning, journal: any JobJournal, intake: any JobIntaking
    ) {
        self.settings = settings
        self.store = store
        self.broker = broker
        self.intake = intake
        self.logger = logger
        let codec = EnvelopeCodec(source: "/modelops/\(settings.fleet)/coordinator", clock: clock, identifiers: identifiers)
        surroundings = ChangeSurroundings(
            fleet: settings.fleet, planner: planner, journal: journal, codec: codec, clock: clock, identifiers: identifiers,
            retry: settings.retry, searchGrace: settings.searchGrace)
        memory = FleetMemory(
            clock: clock, lease: settings.lease, firstDispatchDeadline: settings.firstDispatchDeadline,
            lastDispatchDeadline: settings.lastDispatchDeadline)
        writer = StateWriter(store: store, surroundings: surroundings, memory: memory, bells: Bells())
    }

    /// How everything else in this process writes state: HTTP, the status tail.
    public var writing: any StateWriting { writer }

    /// The workers that beat.
    public var workers: [WorkerView] { memory.workers }

    /// Reigns until `shutdown` is set. A standby waits in here for its turn.
    /// - Throws: `FleetError` (fatal): `deposed`, `foreign_store`, `foreign_fleet`, `store_behind`; it must not go on then.
    public func run(until shutdown: Signal) async throws {
        let perseverance = Perseverance(
            clock: surroundings.clock, identifiers: surroundings.identifiers, health: health, memory: memory, logger: logger)
        defer {
            writer.end()
            health.reigns(false)
        }
        do {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await shutdown.wait()
                    return true
                }
                group.addTask {
                    try await self.reign(perseverance)
                    return false
                }
                defer { group.cancelAll() }
                while let isShutdown = try await group.next() { if isShutdown { return } }
            }
        } catch is CancellationError {
            if !shutdown.isSet { throw CancellationError() }
        } catch {
            let known = FleetError.wrapping(error, during: "coordinating")
            health.stopped(known)
            logger.error("the coordinator stops", ["error": known.description])
            throw error
        }
    }

    private func reign(_ perseverance: Perseverance) async throws {
        let reign = Reign(
            writer: writer, holder: settings.holder, mayHaveRival: settings.mayHaveRival, heartbeat: settings.heartbeat,
            takeover: settings.takeover, health: health, logger: logger.labelled("reign"))
        try await perseverance.untilDone("beginning the reign") { try await reign.begin() }
        let parts = try await perseverance.untilDone("connecting to the broker") { try await self.connect() }
        try await perseverance.untilDone("finding what to read") { try await parts.intake.begin() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reign.keepAlive(perseverance) }
            group.addTask { try await parts.intake.run(perseverance) }
            group.addTask { try await parts.forwarder.run(perseverance) }
            group.addTask { try await parts.dispatcher.run(perseverance) }
            group.addTask { try await parts.timers.run(perseverance) }
            group.addTask { try await parts.sweeper.run(perseverance) }
            group.addTask { try await parts.waiting.run(perseverance) }
            defer { group.cancelAll() }
            do { try await group.next() } catch {
                group.cancelAll()
                await parts.close()
                throw error
            }
        }
    }

    /// Opens the clients and makes the loops.
    func connect() async throws -> CoordinatorLoops {
        let administration = try await broker.administration()
        let producer = try await broker.producer(clientName: "coordinator")
        let consumer = try await broker.assignedConsumer(clientName: "coordinator")
        return CoordinatorLoops(
            intake: RecordIntake(
                writer: writer, consumer: consumer, administration: administration,
                results: ResultApplier(fleet: settings.fleet, reader: surroundings.codec.reader), intake: intake,
                logger: logger.labelled("intake")),
            forwarder: OutboxForwarder(writer: writer, producer: producer, logger: logger.labelled("forwarder")),
            dispatcher: Dispatcher(
                writer: writer, logger: logger.labelled("dispatcher"), weights: settings.tenantWeights),
            timers: TimerService(writer: writer, logger: logger.labelled("timers")),
            sweeper: LeaseSweeper(
                writer: writer, administration: administration, interval: settings.sweep, logger: logger.labelled("leases")),
            waiting: WaitingWatch(writer: writer, health: health, interval: settings.sweep),
            consumer: consumer, producer: producer)
    }
}
