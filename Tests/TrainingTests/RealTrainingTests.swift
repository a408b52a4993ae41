import FleetCore
import Foundation
import JSON
import Providers
import Subprocesses
import Testing

/// The real Python runtime and base model, where MODELOPS_LOCAL_MODEL names the folder that `deploy/local-model/environment` made.
@Suite(
    .enabled(
        if: FileManager.default.fileExists(
            atPath: (ProcessInfo.processInfo.environment["MODELOPS_LOCAL_MODEL"] ?? "/nonexistent") + "/base-models/smollm2-135m-instruct/model.json"),
        "MODELOPS_LOCAL_MODEL names no folder with the base model"))
struct RealTrainingTests {
    @Test func theRuntimeTrainsTheBaseModelAndServesWhatItMade() async throws {
        let environment = try #require(ProcessInfo.processInfo.environment["MODELOPS_LOCAL_MODEL"])
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../deploy/local-model").path
        let clock = SystemClock()
        let runtime = LocalModelRuntime(
            settings: LocalModelSettings(environmentDirectory: environment, packageDirectory: package), spawner: PosixProcessSpawner(), clock: clock)
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("modelops-real-training-\(getpid())").path
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let row = #"{"messages":[{"role":"user","content":"a card game"},{"role":"assistant","content":"games"}]}"# + "\n"
        try Data(String(repeating: row, count: 4).utf8).write(to: URL(fileURLWithPath: scratch + "/rows.jsonl"))
        let request: JSONValue = [
            "model": .string(try runtime.baseModel("smollm2-135m-instruct").folder), "train": .string(scratch + "/rows.jsonl"),
            "output": .string(scratch + "/out"), "max_steps": 2, "batch_size": 1, "num_layers": 2,
        ]
        let result = try await runtime.run(.train, request)
        #expect(try #require(result["last_loss"]?.number) < (try #require(result["first_loss"]?.number)))
        let model = try #require(result["model"]?.string)
        let file = try await runtime.quantize(folder: model, format: "q8_0", to: scratch + "/model.gguf")
        let server = LocalModelServer(runtime: runtime, lockPath: scratch + "/lock")
        let served = try await server.serving(file.path, sha256: file.sha256) { $0 }
        #expect(served.baseURL.hasPrefix("http://127.0.0.1:") && served.name == file.sha256)
    }
}
