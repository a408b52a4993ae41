import FleetCore
import JSON
import ObjectStorage
import Providers
import Synchronization
import WorkerKit

/// Turns the events of a running training into the context's progress, log lines and checkpoints.
final class TrainingProgress: Sendable {
    private struct State {
        var checkpoint: TrainingCheckpoint?
        var validationLoss: Double?
    }

    private let state: Mutex<State>
    private let context: any TaskContext

    init(context: any TaskContext, resumedFrom checkpoint: TrainingCheckpoint?) {
        self.context = context
        state = Mutex(State(checkpoint: checkpoint))
    }

    /// The newest checkpoint that is safe in the store.
    var newest: TrainingCheckpoint? { state.withLock { $0.checkpoint } }

    func handle(_ event: LocalModelEvent) async throws {
        switch event {
        case .progress(let step, let total, _, let figures): report(step, total, figures)
        case .validation(let step, let loss):
            state.withLock { $0.validationLoss = loss }
            context.log("step \(step): validation loss \(loss)")
        case .checkpoint(let step, let folder): try await keep(step, folder)
        case .log(let level, _, let message): context.log("\(level): \(message)")
        case .row, .ready, .result, .failure, .unknown: break
        }
    }

    private func report(_ step: Int64, _ total: Int64, _ figures: [String: Double]) {
        var figures = figures
        let remaining = figures.removeValue(forKey: "eta_seconds")
        if let loss = state.withLock({ $0.validationLoss }) { figures["validation_loss"] = loss }
        context.report(
            Progress(done: Double(step), total: Double(total), unit: "steps", message: "training", remainingSeconds: remaining, figures: figures))
    }

    private static let names = ["adapter.safetensors", "optimizer.safetensors", "state.json"]

    private func keep(_ step: Int64, _ folder: String) async throws {
        let prefix = "\(context.artifactPrefix)checkpoints/\(step)/"
        let files = try await ModelFiles.upload(Self.names, from: folder, to: prefix, of: context.artifacts)
        let checkpoint = TrainingCheckpoint(step: step, files: files)
        state.withLock { $0.checkpoint = checkpoint }
        try await context.checkpoint(try JSONValue.encoding(checkpoint))
        context.log("step \(step): checkpoint kept")
    }
}
