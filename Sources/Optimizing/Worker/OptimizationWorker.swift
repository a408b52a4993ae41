import FleetCore
import JSON
import ObjectStorage
import Providers
import WorkerKit

/// The worker of the stage optimize: passes over the trained model, and a benchmark of what they gained and cost.
public struct OptimizationWorker: Worker {
    public let kind = WorkKind.optimize
    public let slots = 1
    public let capabilities = ["format:gguf"]

    private let runtime: LocalModelRuntime
    private let lock: MachineLock
    /// How long to wait for another server on this machine.
    private let patience: Duration = .seconds(1800)
    private static let warmUp = 3
    private static let maximumTokens = 32

    /// - Parameter lockPath: the file that all users of the local model server on this machine name alike.
    public init(runtime: LocalModelRuntime, lockPath: String, clock: any FleetClock) {
        self.runtime = runtime
        lock = MachineLock(path: lockPath, name: "the local model server", clock: clock)
    }

    public func run(_ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        guard task.step == "run" else { throw FleetError("unknown_step", .bug, "the stage optimize has no step \(task.step)") }
        let input = try task.input.decode(OptimizeInput.self)
        let passes = try Builtins.make(input.passes)
        guard input.model.format == .folder else {
            throw FleetError(
                "not_available", .rejected, "only models trained on this fleet can be optimised, not one of provider \(input.model.provider)",
                path: "optimize", hint: "set optimize to false")
        }
        try runtime.check()
        do {
            return .completed(output: try JSONValue.encoding(try await optimize(input, passes, in: context)), spawned: [])
        } catch let error as FleetError where error.disposition == .interrupted {
            return .interrupted(checkpoint: nil)
        }
    }

    private func optimize(_ input: OptimizeInput, _ passes: [any OptimizationPass], in context: any TaskContext) async throws -> OptimizeOutput {
        let folder = try await context.scratchDirectory() + "/model"
        say("fetching the model", 0, passes, context)
        try await ModelFiles.download(input.model, to: folder, from: context.artifacts)
        let reference = try await runtime.quantize(folder: folder, format: "f32", to: folder + "-f32.gguf", stop: context.drain)
        let before = ModelInProgress(folder: folder, gguf: reference, precision: "float32")
        var after = before
        for (index, pass) in passes.enumerated() {
            say("pass \(type(of: pass).type)", index + 1, passes, context)
            after = try await pass.apply(to: after, with: runtime, stop: context.drain)
        }
        let (report, method) = try await measure(before, after, input, in: context)
        say("storing the model", passes.count + 2, passes, context)
        let stored = try await store(before, "reference.gguf", input, in: context)
        let optimized = try await store(after, "model.gguf", input, in: context)
        let file = try await context.artifacts.put(try JSONCoding.encode(report), at: context.artifactPrefix + "report.json")
        context.log(
            "\(method.rows) requests each: p50 \(report.before.figures.p50Milliseconds) -> \(report.after.figures.p50Milliseconds) ms, "
                + "\(report.before.figures.bytes) -> \(report.after.figures.bytes) bytes")
        return OptimizeOutput(reference: stored, model: optimized, before: report.before.figures, after: report.after.figures, report: file)
    }

    private func measure(
        _ before: ModelInProgress, _ after: ModelInProgress, _ input: OptimizeInput, in context: any TaskContext
    ) async throws -> (OptimizationReport, OptimizationReport.Method) {
        let rows = try await BenchmarkRows.fetch(input.dataset, into: try await context.scratchDirectory(), from: context.artifacts)
        // Alone on the machine: a second server would be measured along.
        let requests = try await lock.withLock(atMost: patience) {
            try await runtime.benchmark(
                before: before.gguf.path, after: after.gguf.path, rows: rows.path, limit: BenchmarkRows.limit, maximumTokens: Self.maximumTokens,
                warmUp: Self.warmUp, stop: context.drain
            ) { done, total in
                context.report(Progress(done: Double(done), total: Double(total), unit: "items", message: "benchmark"))
            }
        }
        let first = try BenchmarkSummary(requests, of: .before, bytes: before.gguf.bytes, expected: rows.expected)
        let second = try BenchmarkSummary(requests, of: .after, bytes: after.gguf.bytes, expected: rows.expected)
        let method = OptimizationReport.Method(
            split: rows.split, rows: requests.count / 2, warmUpRequests: Self.warmUp, concurrency: 1, order: "interleaved, alternating",
            maximumTokens: Self.maximumTokens)
        let report = OptimizationReport(
            passes: input.passes, method: method,
            before: .init(precision: before.precision, sha256: before.gguf.sha256, figures: first.figures, failedRequests: first.failed),
            after: .init(precision: after.precision, sha256: after.gguf.sha256, figures: second.figures, failedRequests: second.failed),
            exactMatchChange: first.figures.exactMatch.flatMap { old in second.figures.exactMatch.map { $0 - old } },
            sizeRatio: Double(before.gguf.bytes) / Double(max(1, after.gguf.bytes)),
            p50Ratio: first.figures.p50Milliseconds / max(0.001, second.figures.p50Milliseconds))
        return (report, method)
    }

    private func store(_ model: ModelInProgress, _ name: String, _ input: OptimizeInput, in context: any TaskContext) async throws -> ModelArtifact {
        let artifact = try await context.artifacts.upload(file: model.gguf.path, to: context.artifactPrefix + name)
        return ModelArtifact(
            format: .gguf, files: [.init(path: name, artifact: artifact)], provider: input.model.provider, baseModel: input.model.baseModel,
            precision: model.precision)
    }

    private func say(_ what: String, _ done: Int, _ passes: [any OptimizationPass], _ context: any TaskContext) {
        context.report(Progress(done: Double(done), total: Double(passes.count + 3), unit: "steps", message: what))
        context.log(what)
    }
}
