import Features
import FleetCore
import FleetTesting
import Foundation
import JSON
import Messaging
import ObjectStorage
import Providers
import Testing
import WorkerKit

/// A worker with everything in memory but the online store, which is a file in a folder of the test's own.
final class FeaturesBench: Sendable {
    let store: any ObjectStore
    let online: any OnlineStore
    let clock = ManualClock()
    let embeddings: [String: @Sendable (String) -> any EmbeddingModel]
    private let folder: String

    init(
        store: any ObjectStore = MemoryObjectStore(), online: (any OnlineStore)? = nil,
        embeddings: [String: @Sendable (String) -> any EmbeddingModel] = [:]
    ) throws {
        folder = try Self.makeFolder()
        self.store = store
        self.online = online ?? SQLiteOnlineStore(path: folder + "/online/features.db")
        self.embeddings = embeddings
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func makeFolder() throws -> String {
        var template = Array((NSTemporaryDirectory() + "/modelops-features-XXXXXX").utf8CString)
        return String(cString: try #require(mkdtemp(&template)))
    }

    /// Rows as `id: (prompt, completion)`, each list a shard.
    func split(_ name: String, _ shards: [[(String, String, String)]]) async throws -> DatasetVersion.Split {
        var files: [ArtifactReference] = []
        for (index, rows) in shards.enumerated() {
            var bytes: [UInt8] = []
            for (id, prompt, completion) in rows {
                let turns: [JSONValue] = [
                    .object(["role": "user", "content": .string(prompt)]), .object(["role": "assistant", "content": .string(completion)]),
                ]
                bytes += JSONWriter.compact.bytes(.object(["messages": .array(turns), "id": .string(id)])) + [0x0A]
            }
            files.append(try await store.put(bytes, at: "data/\(name)-\(index).jsonl"))
        }
        return DatasetVersion.Split(rows: shards.reduce(0) { $0 + $1.count }, shards: files)
    }

    func dataset(
        train: [[(String, String, String)]], validation: [[(String, String, String)]] = [], test: [[(String, String, String)]] = []
    ) async throws -> DatasetVersion {
        let manifest = try await store.put(Array("{}".utf8), at: "data/manifest.json")
        return DatasetVersion(
            id: "ds_1", manifest: manifest, train: try await split("train", train), validation: try await split("validation", validation),
            test: try await split("test", test))
    }

    func context(_ execution: String = "1-exec_a") throws -> RecordingContext {
        try RecordingContext(artifacts: store, clock: clock, execution: execution)
    }

    func run(
        _ dataset: DatasetVersion, views: [String] = ["text_stats"], embed: MaterializeInput.Embeddings? = nil, job: String = "job_1",
        in context: RecordingContext? = nil
    ) async throws -> TaskOutcome {
        let task = TaskAssignment(
            job: JobID(job), tenant: TenantName("default"), stage: .materialize, step: "run",
            token: ExecutionToken(task: WorkTaskID("task_1"), attempt: 1, execution: ExecutionID("exec_a")),
            input: try JSONValue.encoding(MaterializeInput(dataset: dataset, views: views, embeddings: embed)), checkpoint: nil, permit: nil)
        return try await MaterializingWorker(online: online, embeddings: embeddings).run(task, in: try context ?? self.context())
    }

    func output(of outcome: TaskOutcome) throws -> MaterializeOutput {
        guard case .completed(let output, let spawned) = outcome, spawned.isEmpty else {
            throw FleetError("test", .bug, "not completed: \(outcome)")
        }
        return try output.decode()
    }

    /// The offline file of a view.
    func rows(of view: MaterializeOutput.View) async throws -> [FeatureRow] {
        let text = String(decoding: try await store.get(view.file, maximumBytes: 1 << 28), as: UTF8.self)
        return try text.split(separator: "\n").map { try FeatureRow(try JSONReader.parse(String($0))) }
    }
}
