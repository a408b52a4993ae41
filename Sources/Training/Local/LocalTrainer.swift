import FleetCore
import JSON
import ObjectStorage
import Providers
import WorkerKit

/// Trains on this machine: one step, `run`, that may be stopped and taken up again anywhere.
public struct LocalTrainer: Trainer {
    private let runtime: LocalModelRuntime

    public init(runtime: LocalModelRuntime) { self.runtime = runtime }

    public func run(step: String, _ input: TrainInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        guard step == "run" else { throw unknown(step, of: input) }
        guard input.method == "sft", input.adapter == "lora" else {
            throw FleetError(
                "not_available", .rejected, "local training knows method sft with adapter lora, not \(input.method) with \(input.adapter)",
                path: "train.method")
        }
        try runtime.check()
        let base = try runtime.baseModel(input.baseModel)
        let settings = try LocalHyperparameters(input)
        guard input.dataset.train.rows > 0 else {
            throw FleetError("no_rows", .rejected, "the dataset version \(input.dataset.id) has no training rows", path: "dataset")
        }
        let files = try await context.scratchDirectory()
        try await context.artifacts.download(input.dataset.train.shards, joinedTo: "\(files)/train.jsonl")
        let hasValidation = input.dataset.validation.rows > 0
        if hasValidation { try await context.artifacts.download(input.dataset.validation.shards, joinedTo: "\(files)/validation.jsonl") }
        var request = TrainRequest(
            model: base.folder, train: "\(files)/train.jsonl", validation: hasValidation ? "\(files)/validation.jsonl" : nil, output: "\(files)/run",
            resume: nil, maxSteps: settings.steps(forRows: input.dataset.train.rows), batchSize: settings.batchSize,
            learningRate: settings.learningRate, numLayers: settings.numLayers ?? 16, rank: settings.rank, scale: settings.scale,
            seed: settings.seed, maxSequenceLength: settings.maxSequenceLength, checkpointEvery: settings.checkpointEvery)
        let checkpoint = try await fetchCheckpoint(task.checkpoint, to: "\(files)/resume", in: context)
        if checkpoint != nil { request.resume = "\(files)/resume" }
        return try await train(request, from: checkpoint, input, in: context)
    }

    /// Runs the training; a checkpoint that does not fit is dropped once, and the run begins anew.
    private func train(
        _ request: TrainRequest, from checkpoint: TrainingCheckpoint?, _ input: TrainInput, in context: any TaskContext
    ) async throws -> TaskOutcome {
        let progress = TrainingProgress(context: context, resumedFrom: checkpoint)
        do {
            let result = try await runtime.run(.train, request, stop: context.drain) { try await progress.handle($0) }
            let output = try await collect(result, input, in: context)
            return .completed(output: try JSONValue.encoding(output), spawned: [])
        } catch let error as FleetError where error.code == "checkpoint_unusable" && request.resume != nil {
            context.log("warning: \(error.message); training begins anew")
            var fresh = request
            fresh.resume = nil
            return try await train(fresh, from: nil, input, in: context)
        } catch let error as FleetError where error.disposition == .interrupted {
            return .interrupted(checkpoint: try progress.newest.map { try JSONValue.encoding($0) })
        }
    }

    /// The checkpoint's files on this disk; nil where there is none, or where it is gone.
    private func fetchCheckpoint(_ value: JSONValue?, to folder: String, in context: any TaskContext) async throws -> TrainingCheckpoint? {
        guard let value, !value.isNull else { return nil }
        let checkpoint = try value.decode(TrainingCheckpoint.self)
        let files = ModelArtifact(format: .folder, files: checkpoint.files, provider: "local", baseModel: "")
        do {
            try await ModelFiles.download(files, to: folder, from: context.artifacts)
        } catch let error as FleetError where error.code == "object_missing" || error.code == "object_damaged" {
            context.log("warning: the checkpoint of step \(checkpoint.step) is lost, training begins anew: \(error.message)")
            return nil
        }
        context.log("going on after step \(checkpoint.step)")
        return checkpoint
    }

    private static let modelFiles = ["config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"]
    private static let adapterFiles = ["adapter_config.json", "adapters.safetensors"]

    private func collect(_ result: JSONValue, _ input: TrainInput, in context: any TaskContext) async throws -> TrainOutput {
        guard let folder = result["model"]?.string, let adapter = result["adapter"]?.string else {
            throw FleetError("local_protocol", .permanent, "the result of the training names no model")
        }
        context.log("trained; storing the model")
        let store = context.artifacts
        var files = try await ModelFiles.upload(Self.modelFiles, from: folder, to: context.artifactPrefix + "model/", of: store)
        let small = try await ModelFiles.upload(Self.adapterFiles, from: adapter, to: context.artifactPrefix + "model/adapter/", of: store)
        files += small.map { ModelArtifact.File(path: "adapter/\($0.path)", artifact: $0.artifact) }
        let names = [
            "steps": "steps", "resumed_from_step": "resumed_from", "train_loss": "last_loss", "first_train_loss": "first_loss",
            "validation_loss": "validation_loss", "rows": "rows", "seconds": "seconds", "training_seconds": "training_seconds",
        ]
        return TrainOutput(
            model: ModelArtifact(format: .folder, files: files, provider: input.provider, baseModel: input.baseModel, precision: "float32"),
            figures: names.compactMapValues { result[$0]?.number }, cost: .zero())
    }
}
