import FleetCore
import JSON
import Providers
import WorkerKit

/// The worker of the stage train: steps of local training, and of fine-tuning at a provider.
public struct TrainingWorker: Worker {
    public let kind = WorkKind.train
    public let slots: Int
    public let capabilities: [String]

    private let trainers: [String: any Trainer]

    /// - Parameters:
    ///   - trainers: by the provider's name in the settings.
    ///   - slots: trainings held at once; a local one uses the whole machine, so 1 is usual.
    public init(trainers: [String: any Trainer], slots: Int = 1) {
        self.trainers = trainers
        self.slots = max(1, slots)
        capabilities = trainers.keys.sorted().map { "provider:\($0)" }
    }

    public func run(_ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        if Self.inventorySteps.contains(task.step) {
            let input = try task.input.decode(RemoteInventoryInput.self)
            return try await trainer(input.provider).inventory(step: task.step, input, task, in: context)
        }
        let input = try task.input.decode(TrainInput.self)
        return try await trainer(input.provider).run(step: task.step, input, task, in: context)
    }

    private static let inventorySteps: Set<String> = ["inventory", "retire"]

    private func trainer(_ provider: String) throws -> any Trainer {
        guard let trainer = trainers[provider] else {
            throw FleetError(
                "provider_unknown", .rejected, "this trainer has no provider \(provider)", path: "train.provider",
                hint: "known are: \(trainers.keys.sorted().joined(separator: ", "))")
        }
        return trainer
    }
}
