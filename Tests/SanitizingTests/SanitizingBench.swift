import Crypto
import FleetCore
import Foundation
import JSON
import Messaging
import ObjectStorage
import Sanitizing
import Synchronization
import Telemetry
import Testing
import WorkerKit

/// A folder with sources and a store, and the three steps run one after the other as the coordinator would.
struct SanitizingBench {
    struct Context: TaskContext {
        let clock: any FleetClock = SystemClock()
        var identifiers: IdentifierSource { IdentifierSource(clock: clock, random: SeededRandom(seed: 1)) }
        let logger = Logger(label: "test", sink: Discarding())
        let artifacts: any ObjectStore
        let artifactPrefix: String
        let scratch: String
        let drain = Signal()
        let lines: Lines

        func scratchDirectory() async throws -> String { scratch }
        func report(_ progress: FleetCore.Progress) {}
        func log(_ line: String) { lines.all.withLock { $0.append(line) } }
        func checkpoint(_ checkpoint: JSONValue) async throws {}
        func permit() async throws -> PermitDemand.Mode { throw FleetError("no_permit", .interrupted, "none in this test") }
    }

    final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    struct Discarding: LogSink {
        func write(_ entry: LogEntry) {}
    }

    let folder: String
    let artifacts: any ObjectStore
    let worker: SanitizingWorker
    let lines = Lines()

    /// - Parameters:
    ///   - artifacts: nil keeps them in the bench's folder.
    ///   - sources: nil reads files of the bench's folder.
    init(artifacts: (any ObjectStore)? = nil, sources: (any SourceStore)? = nil) throws {
        var template = Array((NSTemporaryDirectory() + "/sanitizing-XXXXXX").utf8CString)
        folder = try template.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, mkdtemp(base) != nil else { throw FleetError("test", .bug, "no temporary folder") }
            return String(cString: base)
        }
        self.artifacts = try artifacts ?? FileObjectStore(root: folder + "/artifacts")
        worker = try SanitizingWorker(sources: sources ?? FileSourceStore(roots: [folder]))
    }

    func clear() { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ text: String, to name: String) throws -> SanitizationPlan.Source {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        return SanitizationPlan.Source(uri: "file://\(folder)/\(name)")
    }

    func context(_ name: String) throws -> Context {
        try FileManager.default.createDirectory(atPath: "\(folder)/scratch/\(name)", withIntermediateDirectories: true)
        return Context(artifacts: artifacts, artifactPrefix: "jobs/\(name)/", scratch: "\(folder)/scratch/\(name)", lines: lines)
    }

    func perform(_ step: String, _ input: some Encodable, as name: String) async throws -> (output: JSONValue, spawned: [SpawnedTask]) {
        let assignment = TaskAssignment(
            job: JobID(rawValue: "job_1"), tenant: TenantName(rawValue: "default"), stage: .sanitize, step: step,
            token: ExecutionToken(task: WorkTaskID(rawValue: "task_1"), attempt: 1, execution: ExecutionID(rawValue: "exec_1")),
            input: try JSONValue.encoding(input), checkpoint: nil, permit: nil)
        guard case .completed(let output, let spawned) = try await worker.run(assignment, in: try context(name)) else {
            throw FleetError("test", .bug, "the step \(step) did not complete")
        }
        return (output, spawned)
    }

    /// Runs the whole stage.
    func sanitize(_ plan: SanitizationPlan, shardBytes: Int64 = 1 << 30, as name: String = "a") async throws -> SanitizeOutput {
        let planned = try await perform("plan", SanitizePlanInput(plan: plan, shardBytes: shardBytes), as: name + "-plan")
        var shards: [SanitizeShardOutput] = []
        for (index, task) in planned.spawned.enumerated().reversed() {
            shards.append(try await perform("shard", task.input, as: "\(name)-shard-\(index)").output.decode())
        }
        return try await perform("merge", SanitizeMergeInput(plan: plan, shards: shards), as: name + "-merge").output.decode()
    }

    func text(_ references: [ArtifactReference]) async throws -> String {
        var bytes: [UInt8] = []
        for reference in references { bytes += try await artifacts.get(reference, maximumBytes: 1 << 30) }
        return String(decoding: bytes, as: UTF8.self)
    }

    func rows(_ split: DatasetVersion.Split) async throws -> [[String]] {
        try await text(split.shards).split(separator: "\n").map { line in
            let row = try JSONReader.parse(String(line))
            return (row["messages"]?.array ?? []).compactMap { $0["content"]?.string }
        }
    }

    func everyRow(_ output: SanitizeOutput) async throws -> [[String]] {
        try await rows(output.dataset.train) + rows(output.dataset.validation) + rows(output.dataset.test)
    }
}
