import FleetCore
import Providers
import WorkerKit

/// Fine-tunes at a provider, in short steps: upload, create under a permit, poll by snooze, collect; cancel where the job is cancelled.
///
/// Only `create` costs money, and only it needs a permit. Everything else may be done twice without harm.
public struct ProviderTrainer: Trainer {
    let provider: any FineTuningProvider

    public init(provider: any FineTuningProvider) { self.provider = provider }

    public func run(step: String, _ input: TrainInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        switch step {
        case "upload": try await upload(input, task, in: context)
        case "create": try await create(input, task, in: context)
        case "poll": try await poll(input, task, in: context)
        case "collect": try await collect(input, in: context)
        case "cancel": try await cancel(input, task, in: context)
        default: throw unknown(step, of: input)
        }
    }
}
