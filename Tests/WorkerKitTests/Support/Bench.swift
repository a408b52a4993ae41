import FleetCore
import FleetTesting
import JSON
import Messaging
import Synchronization
import Telemetry
import WorkerKit

/// One worker process on a broker in memory, under a clock that the test moves.
final class Bench: Sendable {
    static let resultPartitions: Int32 = 4
    static let fleet = FleetID("lab")
    static let topic = FleetTopics.tasks(for: .train)

    let clock = ManualClock()
    let broker: InMemoryBroker
    let worker: ScriptedWorker
    let scratch = CountedScratch()
    let process: WorkerProcess
    let shutdown = Signal()
    private let identifiers: IdentifierSource

    init(slots: Int = 2, _ scripts: [String: ScriptedWorker.Script] = [:]) {
        identifiers = IdentifierSource(clock: clock, random: SeededRandom(seed: 11))
        broker = InMemoryBroker(clock: clock, identifiers: identifiers)
        broker.createTopic(Self.topic, partitions: 1)
        broker.createTopic(FleetTopics.results, partitions: Self.resultPartitions)
        broker.createTopic(FleetTopics.control)
        broker.createTopic(FleetTopics.deadLetters)
        worker = ScriptedWorker(slots: slots, scripts: scripts)
        process = WorkerProcess(
            worker: worker, broker: broker, artifacts: NoArtifacts(), scratch: scratch,
            settings: WorkerSettings(fleet: Self.fleet, host: "here", version: "1"), clock: clock, identifiers: identifiers,
            logger: Logger(label: "test", sink: SilentLogSink()))
    }

    var group: String { WorkKind.train.group(of: Self.fleet) }

    /// Runs the process beside `body`, then shuts it down and waits for its end.
    func run(_ body: @Sendable (ResultsTap) async throws -> Void) async throws {
        let tap = try await ResultsTap(broker)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.process.run(until: self.shutdown) }
            _ = try await tap.beat { !$0.partitions.isEmpty }
            try await body(tap)
            shutdown.set()
            try await group.waitForAll()
        }
    }

    /// Decides over each time that an outcome is said, by its number from 1 on.
    func onCompletion(_ decide: @escaping @Sendable (Int) -> ProduceFault) {
        let tries = Mutex(0)
        broker.onProduce { record in
            guard record.type == MessageType.taskCompleted.rawValue else { return .none }
            return decide(
                tries.withLock { tries in
                    tries += 1
                    return tries
                })
        }
    }

    func dispatch(_ task: String, attempt: Int = 1, step: String = "run", permit: PermitDemand? = nil, timeoutSeconds: Int? = nil) async throws {
        let run = TaskRun(
            fleet: Self.fleet, term: Term(1), job: JobID("job_1"), task: WorkTaskID(task), tenant: TenantName("default"), stage: .train,
            step: step, attempt: attempt, input: .object([:]), permit: permit, timeoutSeconds: timeoutSeconds)
        let routing = EnvelopeRouting(fleet: Self.fleet, term: Term(1), job: run.job, task: run.task, attempt: attempt, kind: .train)
        try await send(try writer.record(run, type: .taskRun, topic: Self.topic, partition: 0, key: task, routing: routing))
    }

    func stop(_ token: ExecutionToken, _ reason: ExecutionStop.Reason, term: Int64 = 1) async throws {
        try await control(ExecutionStop(fleet: Self.fleet, term: Term(term), token: token, reason: reason), .executionStop)
    }

    /// A coordinator begins to reign: whoever hears it beats at once.
    func begin(_ term: Term) async throws { try await control(TermStarted(fleet: Self.fleet, term: term), .termStarted) }

    func control(_ body: some Encodable, _ type: MessageType) async throws {
        try await send(try writer.record(body, type: type, topic: FleetTopics.control, partition: 0, key: nil))
    }

    func send(_ record: OutgoingRecord) async throws {
        let producer = try await broker.producer(clientName: "coordinator")
        _ = try await producer.send(record)
    }

    var writer: EnvelopeWriter { EnvelopeWriter(source: "/modelops/lab/coordinator", clock: clock, identifiers: identifiers) }
}

extension OutgoingRecord {
    /// The CloudEvents type of a record that is about to be written.
    var type: String { headers.first { $0.name == "ce_type" }.map { String(decoding: $0.value, as: UTF8.self) } ?? "" }
}
