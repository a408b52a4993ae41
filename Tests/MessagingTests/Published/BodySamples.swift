import FleetCore
import JSON
import Messaging

/// Each body that machines write: with everything that can stand in it, and with the least.
struct BodySample: Sendable {
    /// The file in `deploy/schemas`, without its ending.
    let schema: String
    let types: [MessageType]
    let full: JSONValue
    let least: JSONValue

    private init(_ schema: String, _ types: [MessageType], full: some Encodable, least: some Encodable) throws {
        self.schema = schema
        self.types = types
        self.full = try JSONReader.parse(JSONCoding.encode(full))
        self.least = try JSONReader.parse(JSONCoding.encode(least))
    }

    static func all() throws -> [BodySample] { try tasks() + voices() + control() }

    private static let fleet = FleetID("lab")
    private static let worker = WorkerID("worker_1")
    private static let token = Sample.token
    private static let value: JSONValue = ["rows": 50]
    private static let failure = FailureDescription(
        FleetError("rate_limited", .throttled, "too many", path: "train.epochs", hint: "wait", retryAfter: .seconds(7)))

    private static func tasks() throws -> [BodySample] {
        let permit = PermitDemand(intent: IntentKey("task_1/1"), createNumber: 1, mode: .search, fleetMark: "fleet/1")
        let full = TaskRun(
            fleet: fleet, term: Term(4), job: JobID("job_1"), task: token.task, tenant: TenantName("default"), stage: .train, step: "run",
            attempt: 3, input: value, checkpoint: value, permit: permit, timeoutSeconds: 60)
        let declined = TaskAnswered.Declined(task: token.task, attempt: 3, reason: .unreadable, detail: "no step")
        let plain = TaskAnswered.Declined(task: token.task, attempt: 3, reason: .full)
        return [
            try BodySample("task-run", [.taskRun], full: full, least: Sample.run),
            try BodySample(
                "task-answered", [.taskAnswered], full: TaskAnswered(fleet: fleet, worker: worker, accepted: [token], declined: [declined, plain]),
                least: TaskAnswered(fleet: fleet, worker: worker, accepted: [], declined: [])),
        ]
    }

    private static func voices() throws -> [BodySample] {
        let progress = Progress(done: 1, total: 2.5, unit: "rows", message: "shard 1", remainingSeconds: 3, figures: ["loss": 0.5])
        func beat(_ executions: [WorkerBeat.Execution], capabilities: [String]) -> WorkerBeat {
            WorkerBeat(
                fleet: fleet, worker: worker, kind: .train, host: "h", version: "1", sequence: 1, slots: 1, partitions: executions.isEmpty ? [] : [3],
                generation: -1, executions: executions, capabilities: capabilities, isLeaving: true)
        }
        let least = WorkerBeat.Execution(token: token, progress: Progress(done: 0, unit: "rows"), checkpoint: nil, lines: [])
        return [
            try BodySample(
                "task-completed", [.taskCompleted],
                full: TaskCompleted(
                    fleet: fleet, worker: worker, token: token, output: value, spawned: [SpawnedTask(step: "shard", input: value)]),
                least: TaskCompleted(fleet: fleet, worker: worker, token: token, output: .null, spawned: [])),
            try BodySample(
                "task-failed", [.taskFailed],
                full: TaskFailed(
                    fleet: fleet, worker: worker, token: token, failure: failure, checkpoint: value, notSent: true, searchedInVain: true),
                least: TaskFailed(
                    fleet: fleet, worker: worker, token: token, failure: FailureDescription(FleetError("x", .bug, "")))),
            try BodySample(
                "task-snoozed", [.taskSnoozed],
                full: TaskSnoozed(fleet: fleet, worker: worker, token: token, delayMilliseconds: 5, checkpoint: value),
                least: TaskSnoozed(fleet: fleet, worker: worker, token: token, delayMilliseconds: 0, checkpoint: nil)),
            try BodySample(
                "task-interrupted", [.taskInterrupted],
                full: TaskInterrupted(fleet: fleet, worker: worker, token: token, reason: "drain", checkpoint: value, notSent: true),
                least: TaskInterrupted(fleet: fleet, worker: worker, token: token, reason: "", checkpoint: nil, notSent: false)),
            try BodySample(
                "worker-beat", [.workerBeat],
                full: beat(
                    [WorkerBeat.Execution(token: token, progress: progress, checkpoint: value, lines: ["loss 0.5"]), least],
                    capabilities: ["provider:local"]), least: beat([], capabilities: [])),
        ]
    }

    private static func control() throws -> [BodySample] {
        func permit(_ reason: String?) -> PermitAnswer {
            PermitAnswer(fleet: fleet, term: Term(4), token: token, intent: IntentKey("task_1/1"), createNumber: 1, reason: reason)
        }
        let stop = ExecutionStop(fleet: fleet, term: Term(4), token: token, reason: .fenced)
        let term = TermStarted(fleet: fleet, term: Term(4))
        return [
            try BodySample("permit-answer", [.permitGranted, .permitDenied], full: permit("no budget"), least: permit(nil)),
            try BodySample("execution-stop", [.executionStop], full: stop, least: stop),
            try BodySample("term-started", [.termStarted], full: term, least: term),
        ]
    }
}
