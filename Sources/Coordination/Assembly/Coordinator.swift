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
    let breakers: IntakeBreakers
    let logger: Logger

    public init(
        settings: CoordinatorSettings, store: any StateStore, broker: any Broker, clock: any FleetClock, identifiers: IdentifierSource,
        logger: Logger, planner: any StagePlanning, journal: any JobJournal, intake: any JobIntaking, metrics: MetricRegistry = MetricRegistry(),
        failpoints: Failpoints = .none
    ) {
        self.settings = settings
        self.store = store
        self.broker = broker
        self.intake = intake
        self.logger = logger
        breakers = IntakeBreakers(policy: settings.breaker, logger: logger.labelled("intake"))
        let codec = EnvelopeCodec(source: "/modelops/\(settings.fleet)/coordinator", clock: clock, identifiers: identifiers)
        surroundings = ChangeSurroundings(
            fleet: settings.fleet, planner: planner, journal: journal, codec: codec, clock: clock, identifiers: identifiers,
            retry: settings.retry, searchGrace: settings.searchGrace, letters: settings.deadLetters, inventories: settings.inventories,
            failpoints: failpoints)
        memory = FleetMemory(
            clock: clock, lease: settings.lease, firstDispatchDeadline: settings.firstDispatchDeadline,
            lastDispatchDeadline: settings.lastDispatchDeadline)
        writer = StateWriter(store: store, surroundings: surroundings, memory: memory, bells: Bells(), health: health, metrics: metrics)
    }

    /// How everything else in this process writes state: HTTP, the status tail.
    public var writing: any StateWriting { writer }

    /// The workers that beat.
    public var workers: [WorkerView] { memory.workers }

    /// Job topics that are left alone, because nothing of them could be accepted.
    public var intakePauses: [IntakePause] { breakers.pauses }

    /// Does what must be done before the reign until it works; until then it stands among the troubles, so that whoever asks learns what is waited for.
    /// - Parameter absent: what is wrong for as long as nothing is known: the first try may take long.
    /// - Returns: false when `shutdown` was set first.
    public func prepare(_ what: String, absent: FleetError, until shutdown: Signal, _ body: @escaping @Sendable () async throws -> Void) async throws
        -> Bool
    {
        let retries = RetryLoop(
            clock: surroundings.clock, identifiers: surroundings.identifiers, health: health, memory: memory, logger: logger)
        health.suffers(what, absent.during(what))
        let done: Void? = try await beforeShutdown(shutdown) { try await retries.untilDone(what, body) }
        health.recovered(what)
        return done != nil
    }

    /// Reigns until `shutdown` is set. A standby waits in here for its turn.
    /// - Throws: `FleetError` (fatal): `deposed`, `foreign_store`, `foreign_fleet`, `store_behind`; it must not go on then.
    public func run(until shutdown: Signal) async throws {
        let retries = RetryLoop(
            clock: surroundings.clock, identifiers: surroundings.identifiers, health: health, memory: memory, logger: logger)
        defer {
            writer.end()
            health.reigns(false)
        }
        do {
            guard let loops = try await beforeShutdown(shutdown, { try await self.begin(retries) }) else { return }
            do {
                _ = try await beforeShutdown(shutdown, butFirst: { await self.readLast(loops) }) { try await loops.run(retries) }
            } catch {
                await loops.close()
                throw error
            }
            await sayLast(loops)
            await loops.close()
        } catch is CancellationError {
            if !shutdown.isSet { throw CancellationError() }
        } catch {
            let known = FleetError.wrapping(error, during: "coordinating")
            health.stopped(known)
            logger.error("the coordinator stops", ["error": known.description])
            throw error
        }
    }

    /// - Parameter last: what is done at the shutdown while `body` still goes on.
    /// - Returns: nil when `shutdown` was set first; `body` is cancelled then, and over.
    private func beforeShutdown<Value: Sendable>(
        _ shutdown: Signal, butFirst last: @escaping @Sendable () async -> Void = {}, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await shutdown.wait()
                await last()
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// Becomes the active one, and finds what is to be read.
    private func begin(_ retries: RetryLoop) async throws -> CoordinatorLoops {
        let reign = Reign(
            writer: writer, holder: settings.holder, mayHaveRival: settings.mayHaveRival, heartbeat: settings.heartbeat,
            takeover: settings.takeover, health: health, logger: logger.labelled("reign"))
        try await retries.untilDone("beginning the reign") { try await reign.begin() }
        return try await beating(reign, retries) {
            let loops = try await retries.untilDone("connecting to the broker") { try await self.connect(reign) }
            do {
                try await retries.untilDone("finding what to read") { try await loops.intake.begin() }
            } catch {
                await loops.close()
                throw error
            }
            return loops
        }
    }

    /// Keeps the reign alive meanwhile: a broker that is long in coming must not look like a coordinator that is dead.
    private func beating<Value: Sendable>(
        _ reign: Reign, _ retries: RetryLoop, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await reign.keepAlive(retries)
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let next = try await group.next() { if let value = next { return value } }
            throw CancellationError()
        }
    }

    /// Waits until what workers have said before the shutdown is applied: a broker that lives in this process takes with it what is not read.
    private func readLast(_ loops: CoordinatorLoops) async {
        do {
            try await surroundings.clock.withTimeout(.seconds(3), waitingFor: "the last results") { [memory] in
                let ends = try await loops.sweeper.ends()
                while !memory.hasRead(to: ends) { try await memory.readBell.wait() }
            }
        } catch {
            logger.notice("some results are left to the next reign", ["reason": FleetError.wrapping(error, during: "reading").description])
        }
    }

    /// What is committed to be said is said before the end, if the broker takes it in time; the next reign says the rest.
    private func sayLast(_ loops: CoordinatorLoops) async {
        do {
            try await surroundings.clock.withTimeout(.seconds(2), waitingFor: "the last messages") {
                while try await loops.forwarder.forward() {}
            }
        } catch {
            logger.notice("some messages are left to the next reign", ["reason": FleetError.wrapping(error, during: "forwarding").description])
        }
    }

    /// Opens the clients and makes the loops.
    func connect(_ reign: Reign) async throws -> CoordinatorLoops {
        let administration = try await broker.administration()
        let producer = try await broker.producer(clientName: "coordinator")
        let consumer = try await broker.assignedConsumer(clientName: "coordinator")
        let dispatcher = Dispatcher(writer: writer, logger: logger.labelled("dispatcher"), weights: settings.tenantWeights)
        return CoordinatorLoops(
            reign: reign,
            intake: RecordIntake(
                writer: writer, consumer: consumer, administration: administration,
                results: ResultApplier(fleet: settings.fleet, reader: surroundings.codec.reader), intake: intake, breakers: breakers,
                dispatcher: dispatcher, logger: logger.labelled("intake"), isForgetful: settings.brokerForgets),
            forwarder: OutboxForwarder(writer: writer, producer: producer, administration: administration, logger: logger.labelled("forwarder")),
            dispatcher: dispatcher,
            timers: TimerService(writer: writer, logger: logger.labelled("timers")),
            sweeper: LeaseSweeper(
                writer: writer, administration: administration, interval: settings.sweep, logger: logger.labelled("leases")),
            waiting: WaitingWatch(writer: writer, health: health, interval: settings.sweep, logger: logger.labelled("waiting")),
            offsets: OffsetPublisher(
                writer: writer, administration: administration, group: OffsetPublisher.group(of: settings.fleet), interval: settings.offsetInterval,
                logger: logger.labelled("offsets")),
            consumer: consumer, producer: producer)
    }
}
