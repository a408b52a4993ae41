import FleetCore
import FleetTesting
import JSON
import Messaging
import Persistence

@testable import Coordination

/// The whole coordinator (front and machines) over a broker and a store in memory, with a worker of each kind that does what a script says.
final class WholeFleet: Sendable {
    let bench: Bench
    let parts: IntakeParts
    let script: StepScript
    private let answered = TokenSet()
    private let workers: [WorkKind: ScriptedWorker]
    private let sender: any RecordProducer
    private let codec: EnvelopeCodec

    /// - Parameter kinds: of which there is a worker.
    init(_ script: StepScript = StepScript(), kinds: [WorkKind] = WorkKind.allCases, inventories: InventoryPlan = InventoryPlan()) async throws {
        self.script = script
        let clock = ManualClock()
        let broker = Bench.broker(clock, kinds: WorkKind.allCases)
        for topic in ["modelops.jobs.status", "modelops.events"] { broker.createTopic(topic) }
        for topic in ["jobs", "jobs.status", "events"] { broker.createTopic("modelops.tenant.acme.\(topic)") }
        let identifiers = IdentifierSource(clock: clock, random: SeededRandom(seed: 4))
        codec = EnvelopeCodec(source: "/modelops/test/coordinator", clock: clock, identifiers: identifiers)
        let journal = StatusJournal(clock: clock, writer: codec.writer)
        let registry = ModelRegistry(clock: clock, journal: journal)
        let providers = ProviderCatalog(kinds: ["local": .local, "openai-eu": .openAI])
        let planner = StagePlanner(providers: providers, registry: registry)
        parts = IntakeParts(
            providers: providers, planner: planner, registry: registry, journal: journal, clock: clock, identifiers: identifiers)
        let intake = JobIntake(parts, writer: codec.writer, cluster: { "cluster-1" })
        bench = try await Bench(
            clock: clock, store: try SQLiteStateStore.inMemory(clock: clock), broker: broker, identifiers: identifiers, planner: planner,
            journal: journal, intake: intake, inventories: inventories)
        var workers: [WorkKind: ScriptedWorker] = [:]
        for kind in kinds { workers[kind] = try await ScriptedWorker(bench, "worker_\(kind)", kind: kind) }
        self.workers = workers
        sender = try await broker.producer(clientName: "sender")
    }

    /// Writes a bare record to a job topic, as `kcat` does, and lets everything do what it can.
    func send(_ body: String, topic: String = "modelops.jobs", headers: [Record.Header] = []) async throws {
        try await put(body, topic: topic, headers: headers)
        try await bench.settle()
    }

    /// Writes without letting anything happen.
    func put(_ body: String, topic: String = "modelops.jobs", headers: [Record.Header] = []) async throws {
        _ = try await sender.send(OutgoingRecord(topic: topic, key: nil, value: Array(body.utf8), headers: headers))
    }

    /// Writes bytes that may be no text, without letting anything happen.
    func post(_ body: [UInt8], headers: [Record.Header]) async throws {
        _ = try await sender.send(OutgoingRecord(topic: "modelops.jobs", key: nil, value: body, headers: headers))
    }

    func beat(capabilities: [String] = ["provider:local", "provider:openai-eu"]) async throws {
        for kind in workers.keys.sorted(by: { $0.rawValue < $1.rawValue }) { try await workers[kind]?.beat(capabilities: capabilities) }
        try await bench.settle()
    }

    func worker(_ kind: WorkKind) -> ScriptedWorker? { workers[kind] }

    /// Accepts and completes whatever is dispatched, until nothing more comes.
    /// - Parameter stop: a step that is accepted and left running.
    /// - Returns: what was accepted, in that order; the last is the one to stop at, where it came.
    @discardableResult
    func work(until stop: String? = nil) async throws -> [(run: TaskRun, token: ExecutionToken)] {
        var done: [(run: TaskRun, token: ExecutionToken)] = []
        for _ in 0..<50 {
            try await beat()
            let open = try runs().filter { run in !answered.contains(ScriptedWorker.token(run)) }
            guard !open.isEmpty else { return done }
            for run in open {
                let token = ScriptedWorker.token(run)
                guard let worker = workers[run.stage.work ?? .train] else { continue }
                answered.insert(token)
                try await worker.accept([token])
                try await bench.settle()
                done.append((run, token))
                if run.step == stop { return done }
                let (output, spawned) = try script.outcome(of: run)
                try await worker.complete(token, output, spawning: spawned)
                try await bench.settle()
            }
        }
        return done
    }

    /// Everything that was ever dispatched.
    func runs() throws -> [TaskRun] {
        try WorkKind.allCases.flatMap { try bench.messages(TaskRun.self, .taskRun, on: $0.topic) }
    }

    /// The bodies on a topic in order.
    func bodies(on topic: String) throws -> [JSONValue] { try bench.broker.records(in: topic).map { try JSONReader.parse($0.value) } }

    func statuses() throws -> [JSONValue] { try bodies(on: "modelops.jobs.status") }
    func events() throws -> [JSONValue] { try bodies(on: "modelops.events") }

    func job() async throws -> JobRow? { try await jobs().first }
    func jobs(of tenant: String = "default") async throws -> [JobRow] {
        try await bench.store.read { try $0.jobs(JobFilter(tenant: TenantName(tenant))) }
    }

    func permits() async throws -> [PermitRow] {
        guard let job = try await job() else { return [] }
        return try await bench.store.read { try $0.permits(of: job.id) }
    }

    func tasks(_ stage: StageKind) async throws -> [TaskRow] {
        guard let job = try await job() else { return [] }
        return try await bench.store.read { try $0.tasks(of: job.id, stage: stage) }
    }

    /// Asks for the end of the job, as a person does.
    func cancel() async throws {
        guard let job = try await job() else { return }
        try await bench.coordinator.writing.write("cancel") { _ = try $0.cancel(job.id, by: "test", cause: "test") }
        try await bench.settle()
    }
}
