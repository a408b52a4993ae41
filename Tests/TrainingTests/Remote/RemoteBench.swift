import FleetCore
import FleetTesting
import Foundation
import JSON
import Messaging
import ObjectStorage
import Providers
@testable import Training
import WorkerKit

/// A trainer at a provider in memory, and the steps of one job.
final class RemoteBench: Sendable {
    static let intent = IntentKey("intent_1")

    let store = MemoryObjectStore()
    let clock = ManualClock()
    let provider = FakeOpenAI()

    func worker() -> TrainingWorker {
        let tuning = OpenAIFineTuning(
            settings: OpenAISettings(name: "openai", baseURL: "https://provider.test/v1", key: "test-key"), transport: provider, clock: clock)
        return TrainingWorker(trainers: ["openai": ProviderTrainer(provider: tuning)], slots: 4)
    }

    func context(permit: Result<PermitDemand.Mode, FleetError> = .success(.create), execution: String = "1-exec_a") throws -> RecordingContext {
        try RecordingContext(artifacts: store, clock: clock, execution: execution, permit: permit)
    }

    /// Three rows for training in two shards, one for validation, with the fields that the fleet adds.
    func dataset(_ rows: [String]? = nil) async throws -> DatasetVersion {
        func row(_ text: String) -> String {
            #"{"id":"r-\#(text)","group":"g","messages":[{"role":"user","content":"\#(text)","turn":1},{"role":"assistant","content":"yes"}]}"#
        }
        let first = try await store.put(Array((rows ?? [row("a"), row("b")]).joined(separator: "\n").utf8), at: "data/train-0.jsonl")
        let second = try await store.put(Array((row("c") + "\n").utf8), at: "data/train-1.jsonl")
        let validation = try await store.put(Array((row("v") + "\n").utf8), at: "data/validation.jsonl")
        return DatasetVersion(
            id: "ds_1", manifest: validation, train: .init(rows: 3, shards: [first, second]), validation: .init(rows: 1, shards: [validation]),
            test: .init(rows: 0, shards: []))
    }

    func task(
        _ step: String, handles: [String: String] = [:], hyperparameters: [String: ScalarValue] = [:], options: [String: ScalarValue] = [:],
        checkpoint: JSONValue? = nil, mode: PermitDemand.Mode? = nil, attempt: Int = 1, dataset: DatasetVersion? = nil
    ) async throws -> TaskAssignment {
        let version = if let dataset { dataset } else { try await self.dataset() }
        let input = TrainInput(
            name: "m", provider: "openai", baseModel: "gpt-base", hyperparameters: hyperparameters, providerOptions: options, dataset: version,
            handles: handles)
        return TaskAssignment(
            job: JobID("job_1"), tenant: TenantName("default"), stage: .train, step: step,
            token: ExecutionToken(task: WorkTaskID("task_1"), attempt: attempt, execution: ExecutionID("exec_a")),
            input: try JSONValue.encoding(input), checkpoint: checkpoint,
            permit: mode.map { PermitDemand(intent: Self.intent, createNumber: 1, mode: $0) })
    }

    func create(_ mode: PermitDemand.Mode = .create, in context: RecordingContext) async throws -> TaskOutcome {
        try await worker().run(try await task("create", handles: ["training_file": "file-1", "validation_file": "file-2"], mode: mode), in: context)
    }

    /// The handles that a step gave.
    func handles(_ outcome: TaskOutcome) throws -> [String: String] {
        guard case .completed(let output, _) = outcome else { throw FleetError("test", .bug, "not completed: \(outcome)") }
        return try output.decode(TrainStepOutput.self).handles
    }

    /// A job that runs at the provider.
    func running() async throws -> String {
        let job = try handles(try await create(in: try context()))["job"] ?? ""
        provider.set(job, status: "running")
        return job
    }

    static func isCreate(_ request: ProviderRequest) -> Bool { request.method == "POST" && request.url.hasSuffix("/fine_tuning/jobs") }
}
