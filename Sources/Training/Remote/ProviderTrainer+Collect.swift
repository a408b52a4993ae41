import FleetCore
import JSON
import Providers
import WorkerKit

extension ProviderTrainer {
    /// The output of the stage: the model's name at the provider, the last figures, and what it cost.
    func collect(_ input: TrainInput, in context: any TaskContext) async throws -> TaskOutcome {
        let handle = FineTuningHandle(provider: provider.name, id: try RemoteHandle.job.required(of: input))
        let name = try RemoteHandle.model.required(of: input)
        let model = ModelArtifact(format: .remote, remoteName: name, provider: input.provider, baseModel: input.baseModel)
        let status: FineTuningStatus
        do {
            status = try await provider.status(of: handle, events: 100)
        } catch let error as FleetError where error.code == ProviderFailure.notFound {
            // The model is what was paid for; that the job was tidied away meanwhile takes only its figures.
            context.log("warning: \(handle.id) is gone from \(provider.name): no figures, and no cost is known")
            status = FineTuningStatus(state: .succeeded, remoteState: "gone", model: name)
        }
        if status.cost == nil { context.log("\(provider.name) does not say what \(handle.id) cost: it counts as 0.00 here, see the provider's bill") }
        let figures = RemoteFigures.final(status, rows: input.dataset.train.rows)
        let output = TrainOutput(model: model, figures: figures, cost: status.cost ?? .zero())
        return .completed(output: try JSONValue.encoding(output), spawned: [])
    }
}
