import FleetCore
import FleetTesting
import JSON
import Messaging
import ObjectStorage
import Providers
import Training
import WorkerKit

/// How simulated work goes: it takes its time, tells how far it is, fails now and then, and kills its worker where the job is poison.
struct WorkScript: Sendable {
    let gate: SeamGate
    /// The share of executions that fail while faults come.
    let troubles: Double
    let wishes: WishBook
    /// Tells the world that the work on a job begins a step; answers how long it stands still there.
    let reached: @Sendable (_ step: String, _ key: String) -> Duration

    /// The work comes to a point at which something may happen.
    func arrive(_ step: String, _ key: String?, in context: any TaskContext) async throws {
        guard let key else { return }
        let pause = reached(step, key)
        if pause > .zero { try await context.clock.sleep(for: pause) }
    }

    /// Time passes; progress, checkpoints and lines are told.
    /// - Returns: how it ended before its end; nil when it is done.
    func labour(_ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome? {
        let director = gate.director
        let wish = wishes.wish(of: task)
        try await arrive(task.step, wish?.key, in: context)
        let first = task.checkpoint?["at"]?.integer ?? 0
        let pieces = Int64(1 + director.fraction() * 3)
        let isLong = director.fraction() < 0.08
        for piece in first..<max(first + 1, pieces) {
            try await context.clock.sleep(for: director.duration(.milliseconds(50), isLong ? .seconds(12) : .seconds(3)))
            if wish?.isPoison == true {
                gate.crash(gate.node)
                throw CancellationError()
            }
            context.report(Progress(done: Double(piece + 1), total: Double(pieces), unit: "pieces"))
            if director.fraction() < 0.3 { context.log("piece \(piece)") }
            if director.fraction() < 0.3 { try await context.checkpoint(["at": .integer(piece + 1)]) }
            if context.drain.isSet { return .interrupted(checkpoint: ["at": .integer(piece + 1)]) }
        }
        if wish?.isUseless == true, wish?.uselessAt == task.step {
            throw FleetError("dataset_empty", .rejected, "no row of the simulated data is of any use", path: "dataset.sources")
        }
        if let wish, wish.impossibleAt == task.step { throw FleetError("work_impossible", .permanent, "the simulated work cannot be done") }
        guard !director.isHealed, director.fraction() < troubles else { return nil }
        switch director.fraction() {
        case ..<0.55: throw FleetError("work_failed", .transient, "the simulated work failed")
        case ..<0.7: throw FleetError("work_throttled", .throttled, "come back later", retryAfter: .seconds(7))
        case ..<0.8: return .snoozed(.seconds(4), checkpoint: nil)
        case ..<0.9: return .interrupted(checkpoint: nil)
        default: throw FleetError("work_impossible", .permanent, "the simulated work cannot be done")
        }
    }

    /// Writes an object whose bytes depend on what is worked on alone.
    func artifact(_ name: String, of task: TaskAssignment, in context: any TaskContext) async throws -> ArtifactReference {
        try await context.artifacts.put(
            Array("\(task.job) \(task.stage) \(task.step) \(task.token.task) \(name)".utf8), at: context.artifactPrefix + name)
    }
}

/// A worker of sanitize, materialize or evaluate.
struct ScriptedWorker: Worker {
    let kind: WorkKind
    let slots: Int
    let script: WorkScript
    var capabilities: [String] { ["provider:local", "provider:openai-eu"] }

    func run(_ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        if let early = try await script.labour(task, in: context) { return early }
        switch (task.stage, task.step) {
        case (.sanitize, "plan"):
            let wish = script.wishes.wish(of: task)
            let shards = wish?.shards ?? 1 + task.job.rawValue.utf8.reduce(0) { ($0 + Int($1)) % 3 }
            return .completed(
                output: [:],
                spawned: (0..<shards).map { SpawnedTask(step: "shard", input: ["index": .integer(Int64($0))]) })
        case (.sanitize, "shard"):
            var counts = SanitizationCounts()
            counts.read = 105
            counts.kept = 100
            let rows = try await script.artifact("rows.jsonl", of: task, in: context)
            let index = Int(task.input["index"]?.integer ?? 0)
            return try completed(SanitizeShardOutput(index: index, rows: rows, quarantine: nil, counts: counts))
        case (.sanitize, _):
            var counts = SanitizationCounts()
            counts.read = 105
            counts.kept = 100
            let dataset = DatasetVersion(
                id: "ds_1", manifest: try await script.artifact("manifest.json", of: task, in: context),
                train: .init(rows: 80, shards: [try await script.artifact("train.jsonl", of: task, in: context)]),
                validation: .init(rows: 10, shards: []), test: .init(rows: 10, shards: []))
            let report = try await script.artifact("report.json", of: task, in: context)
            return try completed(SanitizeOutput(dataset: dataset, counts: counts, report: report, quarantine: []))
        case (.materialize, _):
            let file = try await script.artifact("text_stats.jsonl", of: task, in: context)
            return try completed(MaterializeOutput(views: [.init(name: "text_stats", entities: 100, file: file)], summary: ["rows": 100]))
        case (.evaluate, "plan"):
            return .completed(output: [:], spawned: [SpawnedTask(step: "predict", input: [:])])
        case (.evaluate, "predict"):
            let predictions = try await script.artifact("predictions.jsonl", of: task, in: context)
            return try completed(PredictOutput(system: .tuned, predictions: predictions, items: 240, errors: 0, perplexity: [:], seconds: 1))
        default:
            let gate = EvaluationReport.GateResult(gate: Gate(metric: "exact_match", min: 0.7), outcome: .passed, reason: "0.875 against 0.7")
            let score = EvaluationReport.Score(
                system: .tuned, metric: "exact_match", value: 0.875, low: 0.8, high: 0.92, items: 240, passed: 210, failed: 30, errors: 0)
            let report = EvaluationReport(
                datasetVersion: "ds_1", evaluationHash: "eh", items: 240, scores: [score], comparisons: [], gates: [gate], regressions: [],
                remarks: [])
            return try completed(EvaluateOutput(report: report, file: try await script.artifact("report.json", of: task, in: context)))
        }
    }

    private func completed(_ output: some Encodable) throws -> TaskOutcome { .completed(output: try JSONValue.encoding(output), spawned: []) }
}

/// The production trainer of remote providers; only the upload, which would read from a disk, is played.
struct RemoteTrainer: Trainer {
    let provider: SimulatedProvider
    let script: WorkScript

    func run(step: String, _ input: TrainInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        let asked = provider.asked(by: input.name)
        guard step == "upload" else {
            try await script.arrive(step, input.name.hasPrefix("job-") ? String(input.name.dropFirst(4)) : nil, in: context)
            return try await ProviderTrainer(provider: asked).run(step: step, input, task, in: context)
        }
        if let early = try await script.labour(task, in: context) { return early }
        let file = try await asked.upload(TrainingFile(path: "/nowhere", name: "train.jsonl"))
        return .completed(output: try JSONValue.encoding(TrainStepOutput(handles: ["training_file": file.id])), spawned: [])
    }
}

extension RemoteTrainer {
    func inventory(step: String, _ input: RemoteInventoryInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        try await script.arrive(step, script.wishes.first?.key, in: context)
        return try await ProviderTrainer(provider: provider.asked(by: "inventory")).inventory(step: step, input, task, in: context)
    }
}

/// Training on the worker's own machine, played.
struct LocalTraining: Trainer {
    let script: WorkScript

    func run(step: String, _ input: TrainInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        if let early = try await script.labour(task, in: context) { return early }
        let weights = try await script.artifact("model.safetensors", of: task, in: context)
        let model = ModelArtifact(
            format: .folder, files: [.init(path: "model.safetensors", artifact: weights)], provider: "local", baseModel: input.baseModel)
        return .completed(output: try JSONValue.encoding(TrainOutput(model: model, figures: ["train_loss": 0.5], cost: .zero())), spawned: [])
    }
}
