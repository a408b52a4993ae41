import FleetCore
import Providers
import WorkerKit

/// Fine-tunes at a provider, in short steps: upload, create under a permit, poll by snooze, collect.
public struct ProviderTrainer: Trainer {
    private let provider: any FineTuningProvider

    public init(provider: any FineTuningProvider) { self.provider = provider }

    public func run(step: String, _ input: TrainInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        throw unknown(step, of: input)
    }
}
