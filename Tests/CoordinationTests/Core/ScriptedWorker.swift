import FleetCore
import FleetTesting
import JSON
import Messaging

@testable import Coordination

/// A worker whose every word is said by the test.
final class ScriptedWorker: Sendable {
    let id: WorkerID
    let kind: WorkKind
    let partition: Int32
    private let codec: EnvelopeCodec
    private let producer: any RecordProducer

    convenience init(_ bench: Bench, _ name: String = "worker_a", kind: WorkKind = .train, partition: Int32 = 0) async throws {
        try await self.init(
            broker: bench.broker, clock: bench.clock, identifiers: bench.identifiers, name: name, kind: kind, partition: partition)
    }

    init(
        broker: InMemoryBroker, clock: ManualClock, identifiers: IdentifierSource, name: String = "worker_a", kind: WorkKind = .train,
        partition: Int32 = 0
    ) async throws {
        id = WorkerID(name)
        self.kind = kind
        self.partition = partition
        codec = EnvelopeCodec(source: "/test/\(name)", clock: clock, identifiers: identifiers)
        producer = try await broker.producer(clientName: name)
    }

    func beat(
        slots: Int = 4, holding tokens: [ExecutionToken] = [], checkpoint: JSONValue? = nil, fleet: FleetID = Bench.fleet,
        capabilities: [String] = [], partitions: [Int32]? = nil, lines: [String] = []
    ) async throws {
        let executions = tokens.map { WorkerBeat.Execution(token: $0, progress: nil, checkpoint: checkpoint, lines: lines) }
        let body = WorkerBeat(
            fleet: fleet, worker: id, kind: kind, host: "h", version: "1", sequence: 1, slots: slots, partitions: partitions ?? [partition],
            generation: 1,
            executions: executions, capabilities: capabilities, isLeaving: false)
        try await say(body, .workerBeat)
    }

    static func token(_ run: TaskRun, _ name: String = "exec") -> ExecutionToken {
        ExecutionToken(task: run.task, attempt: run.attempt, execution: ExecutionID("\(name)_\(run.task)_\(run.attempt)"))
    }

    func accept(_ tokens: [ExecutionToken]) async throws {
        try await say(TaskAnswered(fleet: Bench.fleet, worker: id, accepted: tokens, declined: []), .taskAnswered)
    }

    func decline(_ run: TaskRun, _ reason: TaskAnswered.Declined.Reason) async throws {
        let declined = TaskAnswered.Declined(task: run.task, attempt: run.attempt, reason: reason)
        try await say(TaskAnswered(fleet: Bench.fleet, worker: id, accepted: [], declined: [declined]), .taskAnswered)
    }

    func complete(_ token: ExecutionToken, _ output: JSONValue = "done", spawning spawned: [SpawnedTask] = []) async throws {
        try await say(TaskCompleted(fleet: Bench.fleet, worker: id, token: token, output: output, spawned: spawned), .taskCompleted, token)
    }

    func fail(_ token: ExecutionToken, with error: FleetError) async throws {
        let body = TaskFailed(
            fleet: Bench.fleet, worker: id, token: token, failure: FailureDescription(error), notSent: false, searchedInVain: false)
        try await say(body, .taskFailed, token)
    }

    func fail(
        _ token: ExecutionToken, _ disposition: Disposition = .transient, notSent: Bool = false, searchedInVain: Bool = false
    ) async throws {
        let failure = FailureDescription(FleetError("broken", disposition, "it broke"))
        try await say(
            TaskFailed(fleet: Bench.fleet, worker: id, token: token, failure: failure, notSent: notSent, searchedInVain: searchedInVain),
            .taskFailed, token)
    }

    func snooze(_ token: ExecutionToken, _ delay: Duration) async throws {
        try await say(
            TaskSnoozed(fleet: Bench.fleet, worker: id, token: token, delayMilliseconds: delay.inMilliseconds, checkpoint: ["at": 7]), .taskSnoozed,
            token)
    }

    func interrupt(_ token: ExecutionToken, notSent: Bool = false) async throws {
        try await say(
            TaskInterrupted(fleet: Bench.fleet, worker: id, token: token, reason: "stopped", checkpoint: nil, notSent: notSent), .taskInterrupted,
            token)
    }

    /// Something that no reader understands, about an execution.
    func garble(_ token: ExecutionToken) async throws {
        try await say(["nonsense": true] as JSONValue, .taskCompleted, token)
    }

    private func say(_ body: some Encodable, _ type: MessageType, _ token: ExecutionToken? = nil) async throws {
        let routing = token.map { EnvelopeRouting(fleet: Bench.fleet, token: $0) } ?? EnvelopeRouting()
        let record = try codec.encode(
            body, type: type, topic: FleetTopics.results, partition: partition, key: id.rawValue, routing: routing)
        _ = try await producer.send(record)
    }
}
