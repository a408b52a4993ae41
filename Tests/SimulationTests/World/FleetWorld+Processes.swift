import Coordination
import FleetCore
import FleetTesting
import Messaging
import Persistence
import Synchronization
import Telemetry
import Training
import WorkerKit

/// The processes: their lives, their deaths, and the supervisor that starts them again.
extension FleetWorld {
    var roles: [String] {
        (1...scenario.coordinators).map { "coordinator-\($0)" } + (1...scenario.sanitizers).map { "sanitizer-\($0)" }
            + (1...scenario.trainers).map { "trainer-\($0)" } + (1...scenario.evaluators).map { "evaluator-\($0)" }
            + (0..<scenario.materializers).map { "materializer-\($0 + 1)" }
    }

    func startProcesses() { for role in roles { start(role) } }

    /// Begins a life of a process.
    func start(_ role: String) {
        let offset = director.duration(.zero - scenario.clockError, scenario.clockError)
        let number = state.withLock { state in
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
        let node = SimulationNode(role, number: number, scheduler: scheduler, wallOffset: offset)
        let shutdown = Signal()
        state.withLock { $0.lives[role] = Life(node: node, shutdown: shutdown) }
        trace.note("\(role)#\(number) starts", at: scheduler.elapsed)
        let gate = SeamGate(
            node: node, director: director, crash: { [self] in crash($0) },
            paused: { [self] in clients.silent($0, for: $1, on: broker) })
        let identifiers = IdentifierSource(clock: node.clock, random: SeededRandom(seed: scenario.seed &* 1000 &+ UInt64(number)))
        let logger = Logger(label: role, sink: TraceLogSink(node: node), minimum: trace.keepsLines ? .debug : .warning)
        let body: @Sendable () async throws -> Void
        if role.hasPrefix("coordinator") {
            body = { [self] in try await coordinate(gate, identifiers, logger, until: shutdown) }
        } else {
            body = { [self] in try await work(gate, identifiers, logger, until: shutdown) }
        }
        node.start(body) { [self] error in ended(node, error) }
    }

    /// The process dies at once, as by `kill -9`.
    func crash(_ node: SimulationNode) {
        guard !node.isDead else { return }
        trace.note("\(node.role)#\(node.number) dies", at: scheduler.elapsed)
        node.kill()
        clients.gone(node)
        startAgain(node.role, after: director.duration(.milliseconds(500), .seconds(15)))
    }

    private func ended(_ node: SimulationNode, _ error: (any Error)?) {
        trace.note("\(node.role)#\(node.number) ends \(error.map { "\($0)" } ?? "well")", at: scheduler.elapsed)
        if let error {
            let known = FleetError.wrapping(error, during: "running \(node.role)")
            // A deposed coordinator is started anew by its supervisor; everything else should not have ended it.
            if known.code != "deposed" { surprise("\(node.role) ended: \(known)") }
        }
        // What it had begun and nobody waits for must not die a second time: two lives of one role would follow.
        node.kill()
        clients.gone(node)
        startAgain(node.role, after: director.duration(.milliseconds(500), .seconds(4)))
    }

    private func startAgain(_ role: String, after pause: Duration) {
        scheduler.after(min(pause, director.isHealed ? .seconds(2) : pause)) { [self] in start(role) }
    }

    func life(of role: String) -> Life? { state.withLock { $0.lives[role] } }

    private func coordinate(_ gate: SeamGate, _ identifiers: IdentifierSource, _ logger: Logger, until shutdown: Signal) async throws {
        let clock = gate.node.clock
        let broker = SimulatedBroker(base: broker, gate: gate, clients: clients)
        let store = SimulatedStore(base: store, gate: gate)
        let cluster = Mutex("")
        while cluster.withLock({ $0.isEmpty }) {
            do {
                let name = try await broker.administration().clusterIdentity()
                cluster.withLock { $0 = name }
            } catch let error as FleetError where error.disposition == .transient { try await clock.sleep(for: .seconds(1)) }
        }
        let known = cluster.withLock { $0 }
        let codec = EnvelopeCodec(source: "/modelops/\(Self.fleet)/coordinator", clock: clock, identifiers: identifiers)
        let journal = StatusJournal(clock: clock, writer: codec.writer)
        let registry = ModelRegistry(clock: clock, journal: journal)
        let withdrawn = state.withLock { $0.withdrawn }
        let kinds: [String: ProviderCatalog.Kind] = ["local": .local, "openai-eu": .openAI, "openai-old": .openAI, "openai-none": .openAI]
        let catalog = ProviderCatalog(kinds: kinds.filter { !withdrawn.contains($0.key) })
        let planner = StagePlanner(providers: catalog, registry: registry)
        let parts = IntakeParts(
            providers: catalog, planner: planner, registry: registry, journal: journal, clock: clock, identifiers: identifiers)
        let coordinator = Coordinator(
            settings: settings(of: gate.node), store: store, broker: broker, clock: clock, identifiers: identifiers, logger: logger, planner: planner,
            journal: journal, intake: JobIntake(parts, writer: codec.writer, cluster: { known }))
        state.withLock { state in
            // One that was killed meanwhile must not stand in for the life after it.
            guard state.lives[gate.node.role]?.node === gate.node else { return }
            state.lives[gate.node.role]?.coordinator = coordinator
            state.lives[gate.node.role]?.parts = parts
        }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await coordinator.run(until: shutdown)
                return true
            }
            group.addTask {
                while !shutdown.isSet {
                    if coordinator.writing.term != nil {
                        let tail = StatusTail(
                            broker: broker, store: store, writing: coordinator.writing, journal: journal, clock: clock,
                            logger: logger.labelled("status tail"))
                        do { try await tail.run(until: shutdown) } catch let error as FleetError where error.disposition != .bug {
                            logger.warning("the status tail ended", ["error": error.description])
                        }
                    }
                    try await clock.sleep(for: .seconds(1))
                }
                return false
            }
            defer { group.cancelAll() }
            while let isCoordinator = try await group.next() { if isCoordinator { return } }
        }
    }

    private func settings(of node: SimulationNode) -> CoordinatorSettings {
        var settings = CoordinatorSettings(fleet: Self.fleet, holder: "\(node.role)#\(node.number)")
        settings.mayHaveRival = scenario.coordinators > 1
        settings.lease = scenario.lease
        settings.sweep = .milliseconds(1500)
        settings.heartbeat = .seconds(1)
        settings.takeover = .seconds(4)
        settings.firstDispatchDeadline = .seconds(20)
        settings.lastDispatchDeadline = .seconds(60)
        settings.retry = RetryPolicy(maximumFailures: 5, baseSeconds: 0.5, ceilingSeconds: 10)
        settings.searchGrace = scenario.searchGrace
        if let interval = scenario.inventories { settings.inventories = InventoryPlan(providers: ["openai-eu"], interval: interval) }
        return settings
    }

    private func work(_ gate: SeamGate, _ identifiers: IdentifierSource, _ logger: Logger, until shutdown: Signal) async throws {
        var settings = WorkerSettings(fleet: Self.fleet, host: "simulated", version: "1", lease: scenario.lease)
        settings.drainGrace = .seconds(6)
        settings.flushLimit = .seconds(3)
        let process = WorkerProcess(
            worker: worker(for: gate), broker: SimulatedBroker(base: broker, gate: gate, clients: clients),
            artifacts: SimulatedObjects(base: objects, gate: gate), scratch: NoScratch(), settings: settings, clock: gate.node.clock,
            identifiers: identifiers, logger: logger)
        try await process.run(until: shutdown)
    }

    private func worker(for gate: SeamGate) -> any Worker {
        let script = WorkScript(gate: gate, troubles: scenario.workTroubles, wishes: wishes) { [self] step, key in
            reached(step, of: key, on: gate.node.role)
        }
        switch gate.node.role.prefix(while: { $0 != "-" }) {
        case "sanitizer": return ScriptedWorker(kind: .sanitize, slots: 2, script: script)
        case "materializer": return ScriptedWorker(kind: .materialize, slots: 2, script: script)
        case "evaluator": return ScriptedWorker(kind: .evaluate, slots: 2, script: script)
        default:
            let remote = SimulatedProvider(name: "openai-eu", book: provider, gate: gate)
            let trainers: [String: any Trainer] = [
                "openai-eu": RemoteTrainer(provider: remote, script: script),
                "local": LocalTraining(script: script),
            ]
            return TrainingWorker(trainers: trainers, slots: 2)
        }
    }
}

/// Nobody writes to a disk in a simulation.
struct NoScratch: ScratchSpace {
    func create(for execution: ExecutionID) async throws -> String { "/nowhere/\(execution)" }
    func remove(for execution: ExecutionID) async {}
}

/// Log lines become part of the history.
struct TraceLogSink: LogSink {
    let node: SimulationNode

    func write(_ entry: LogEntry) {
        let trace = node.scheduler.trace
        let fields = trace.keepsLines ? " " + entry.fields.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " ") : ""
        if entry.level < .warning, !trace.keepsLines { return }
        trace.note("\(node.role)#\(node.number) [\(entry.level)] \(entry.label): \(entry.message)\(fields)", at: node.scheduler.elapsed)
    }
}
