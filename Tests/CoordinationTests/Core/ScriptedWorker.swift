import FleetCore
import JSON
import Messaging

@testable import Coordination

/// A worker whose every word is said by the test.
final class ScriptedWorker: Sendable {
    let bench: Bench
    let id: WorkerID
    let partition: Int32
    private let codec: EnvelopeCodec
    private let producer: any RecordProducer

    init(_ bench: Bench, _ name: String = "worker_a", partition: Int32 = 0) async throws {
        self.bench = bench
        id = WorkerID(name)
        self.partition = partition
        codec = EnvelopeCodec(source: "/test/\(name)", clock: bench.clock, identifiers: bench.identifiers)
        producer = try await bench.broker.producer(clientName: name)
    }

    func beat(
        slots: Int = 4, holding tokens: [ExecutionToken] = [], checkpoint: JSONValue? = nil, fleet: FleetID = Bench.fleet,
        capabilities: [String] = []
    ) async throws {
        let executions = tokens.map { WorkerBeat.Execution(token: $0, progress: nil, checkpoint: checkpoint, lines: []) }
        let body = WorkerBeat(
            fleet: fleet, worker: id, kind: .train, host: "h", version: "1", sequence: 1, slots: slots, partitions: [partition], generation: 1,
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

    func complete(_ token: ExecutionToken, _ output: JSONValue = "done") async throws {
        try await say(TaskCompleted(fleet: Bench.fleet, worker: id, token: token, output: output, spawned: []), .taskCompleted, token)
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
