import FleetCore
import FleetTesting
import Foundation
import JSON
import Messaging
@testable import Optimizing
import Providers
import Testing
import WorkerKit

@Suite struct OptimizationWorkerTests {
    /// A quantiser that writes a file of a few bytes, and a benchmark with an answer for each system and row.
    private func script(_ request: String, _ arguments: [String]) throws -> [ScriptedSpawner.Step] {
        let request = try JSONReader.parse(request)
        if arguments.last == "quantize" {
            let path = request["output"]?.string ?? "", format = request["format"]?.string ?? ""
            return [
                .act { try Data(repeating: 1, count: format == "f32" ? 400 : 100).write(to: URL(fileURLWithPath: path)) },
                .say(#"{"event":"result","bytes":\#(format == "f32" ? 400 : 100),"sha256":"\#(format)"}"#),
            ]
        }
        return [
            .say(#"{"event":"row","index":0,"system":"before","milliseconds":40,"completion_tokens":2,"text":"games"}"#),
            .say(#"{"event":"row","index":0,"system":"after","milliseconds":20,"completion_tokens":2,"text":"doc"}"#),
            .say(#"{"event":"progress","step":1,"of":1,"unit":"row"}"#), .say(#"{"event":"result","rows":1}"#),
        ]
    }

    private func task(_ store: MemoryObjectStore, format: ModelArtifact.Format = .folder) async throws -> TaskAssignment {
        let row = #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"games"}]}"# + "\n"
        let shard = try await store.put(Array(row.utf8), at: "data/validation.jsonl")
        let empty = DatasetVersion.Split(rows: 0, shards: [])
        let dataset = DatasetVersion(id: "ds_1", manifest: shard, train: empty, validation: .init(rows: 1, shards: [shard]), test: empty)
        let file = ModelArtifact.File(path: "model.safetensors", artifact: try await store.put([1, 2, 3], at: "model/model.safetensors"))
        let model = ModelArtifact(format: format, files: [file], provider: "local", baseModel: "tiny")
        let input = OptimizeInput(model: model, passes: [.init(type: "quantize", format: "q8_0")], dataset: dataset)
        return TaskAssignment(
            job: JobID("job_1"), tenant: TenantName("default"), stage: .optimize, step: "run",
            token: ExecutionToken(task: WorkTaskID("task_1"), attempt: 1, execution: ExecutionID("exec_a")),
            input: try JSONValue.encoding(input), checkpoint: nil, permit: nil)
    }

    @Test func theStageTellsWhatWasGainedAndWhatItCost() async throws {
        let store = MemoryObjectStore(), clock = ManualClock()
        let context = try RecordingContext(artifacts: store, clock: clock)
        let settings = try LocalModelFolder.make(in: context.folder)
        let spawner = ScriptedSpawner { command, request in try self.script(request, command.arguments) }
        let runtime = LocalModelRuntime(settings: settings, spawner: spawner, clock: clock)
        let worker = OptimizationWorker(runtime: runtime, lockPath: context.folder + "/lock", clock: clock)
        let outcome = try await worker.run(try await task(store), in: context)
        guard case .completed(let value, _) = outcome else { Issue.record("\(outcome)"); return }
        let output = try value.decode(OptimizeOutput.self)
        #expect(output.model.precision == "q8_0" && output.model.files.first?.artifact.bytes == 100)
        #expect(output.reference?.precision == "float32" && output.before.bytes == 400)
        #expect(output.before.p50Milliseconds == 40 && output.after.p50Milliseconds == 20)
        #expect(output.before.exactMatch == 1 && output.after.exactMatch == 0)
        let report = try JSONReader.parse(try await store.get(output.report))
        #expect(report["exact_match_change"]?.number == -1 && report["size_ratio"]?.number == 4)
        #expect(report["method"]?["split"]?.string == "validation")
    }

    @Test func aModelThatLivesAtAProviderIsRejected() async throws {
        let store = MemoryObjectStore(), clock = ManualClock()
        let context = try RecordingContext(artifacts: store, clock: clock)
        let runtime = LocalModelRuntime(
            settings: try LocalModelFolder.make(in: context.folder), spawner: ScriptedSpawner { _, _ in [] }, clock: clock)
        let worker = OptimizationWorker(runtime: runtime, lockPath: context.folder + "/lock", clock: clock)
        let task = try await task(store, format: .remote)
        let error = await expectFleetError { try await worker.run(task, in: context) }
        #expect(error?.disposition == .rejected && error?.path == "optimize")
    }
}
