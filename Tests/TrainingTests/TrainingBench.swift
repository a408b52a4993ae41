import FleetCore
import FleetTesting
import Foundation
import JSON
import Messaging
import ObjectStorage
import Providers
import Synchronization
@testable import Training
import WorkerKit

/// A trainer whose Python processes play scripts, and a dataset of three rows.
final class TrainingBench: Sendable {
    let store = MemoryObjectStore()
    let clock = ManualClock()
    let context: RecordingContext
    let settings: LocalModelSettings

    init(execution: String = "1-exec_a") throws {
        context = try RecordingContext(artifacts: store, clock: clock, execution: execution)
        settings = try LocalModelFolder.make(in: context.folder)
    }

    func worker(_ spawner: ScriptedSpawner) -> TrainingWorker {
        let runtime = LocalModelRuntime(settings: settings, spawner: spawner, clock: clock)
        return TrainingWorker(trainers: ["local": LocalTrainer(runtime: runtime)])
    }

    func dataset() async throws -> DatasetVersion {
        let row = #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"# + "\n"
        let first = try await store.put(Array((row + row).utf8), at: "data/train-0.jsonl")
        let second = try await store.put(Array(row.utf8), at: "data/train-1.jsonl")
        let manifest = try await store.put(Array("{}".utf8), at: "data/manifest.json")
        return DatasetVersion(
            id: "ds_1", manifest: manifest, train: .init(rows: 3, shards: [first, second]), validation: .init(rows: 1, shards: [second]),
            test: .init(rows: 0, shards: []))
    }

    func task(
        hyperparameters: [String: ScalarValue] = ["max_steps": .integer(4)], options: [String: ScalarValue] = [:], provider: String = "local",
        baseModel: String = "tiny", checkpoint: JSONValue? = nil
    ) async throws -> TaskAssignment {
        let input = TrainInput(
            name: "m", provider: provider, baseModel: baseModel, hyperparameters: hyperparameters, providerOptions: options,
            dataset: try await dataset())
        return TaskAssignment(
            job: JobID("job_1"), tenant: TenantName("default"), stage: .train, step: "run",
            token: ExecutionToken(task: WorkTaskID("task_1"), attempt: 1, execution: ExecutionID("exec_a")),
            input: try JSONValue.encoding(input), checkpoint: checkpoint, permit: nil)
    }

    static func good() -> ScriptedSpawner { ScriptedSpawner { _, request in try goodRun(request) } }

    static func nothing() -> ScriptedSpawner { ScriptedSpawner { _, _ in [] } }

    /// The steps of a training that goes well: one checkpoint, then the model.
    static func goodRun(_ request: String) throws -> [ScriptedSpawner.Step] {
        let output = try JSONReader.parse(request)["output"]?.string ?? ""
        return [
            .say(#"{"event":"progress","step":1,"of":4,"unit":"step","loss":2.5,"eta_seconds":9.0}"#),
            checkpoint(2, in: output),
            .say(#"{"event":"checkpoint","step":2,"of":4,"folder":"\#(output)/step-2","bytes":3}"#),
            .say(#"{"event":"validation","step":4,"loss":0.5,"rows":1}"#),
            .act {
                try write(["config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"], to: output + "/fused")
                try write(["model.safetensors"], to: output + "/fused")
                try write(["adapter_config.json", "adapters.safetensors"], to: output + "/adapter")
            },
            .say(#"{"event":"result","adapter":"\#(output)/adapter","model":"\#(output)/fused","steps":4,"resumed_from":0,"last_loss":0.25}"#),
        ]
    }

    static func checkpoint(_ step: Int, in output: String) -> ScriptedSpawner.Step {
        .act { try write(["adapter.safetensors", "optimizer.safetensors", "state.json"], to: "\(output)/step-\(step)") }
    }

    static func write(_ names: [String], to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in names { try Data("\(name) of \(folder)".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
    }
}
