import FleetCore
import JSON
import Messaging
import ObjectStorage
import WorkerKit

/// The worker of the stage sanitize: `plan` cuts the sources into shards, `shard` cleans one of them, `merge` makes the dataset version.
public struct SanitizingWorker: Worker {
    public let kind = WorkKind.sanitize
    public let slots: Int
    public let capabilities: [String]

    private let sources: any SourceStore
    private let recognizer: PIIRecognizer
    private let limits: RowLimits

    /// - Parameters:
    ///   - sources: what jobs may read, within the policy of the settings.
    ///   - slots: executions at once; each holds a few pieces of 1 MiB and its longest row.
    /// - Throws: `FleetError` `pattern_invalid` (bug).
    public init(sources: any SourceStore, slots: Int = 2, limits: RowLimits = RowLimits()) throws {
        self.sources = sources
        self.slots = slots
        self.limits = limits
        recognizer = try PIIRecognizer(BuiltinDetectors.all)
        capabilities = BuiltinReaders.all.map { "format:\($0.format)" }
    }

    public func run(_ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        do {
            switch task.step {
            case "plan":
                let shards = try await PlanStep(sources: sources, limits: limits).run(try task.input.decode(), for: task.tenant, in: context)
                let spawned = try shards.map { SpawnedTask(step: "shard", input: try JSONValue.encoding($0)) }
                return .completed(output: ["shards": .integer(Int64(shards.count))], spawned: spawned)
            case "shard":
                let step = ShardStep(sources: sources, recognizer: recognizer, limits: limits)
                return .completed(output: try JSONValue.encoding(try await step.run(try task.input.decode(), for: task.tenant, in: context)), spawned: [])
            case "merge":
                let scratch = try FileObjectStore(root: try await context.scratchDirectory() + "/merge")
                let output = try await MergeStep().run(try task.input.decode(), scratch: scratch, in: context)
                return .completed(output: try JSONValue.encoding(output), spawned: [])
            default:
                throw FleetError("unknown_step", .bug, "the stage sanitize has no step \(task.step)")
            }
        } catch let error as FleetError where error.code == "drain" {
            return .interrupted(checkpoint: nil)
        }
    }
}
