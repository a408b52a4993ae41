import FleetCore
import WorkerKit

/// How one provider trains. A new way to train is one type that conforms, given to `TrainingWorker` under its provider's name.
public protocol Trainer: Sendable {
    /// Does one step of the stage.
    /// - Throws: `FleetError`, `unknown_step` (bug) for a step that this provider does not have.
    func run(step: String, _ input: TrainInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome

    /// Does one step of an inventory: lists what lives at the provider, or ends one object of it.
    /// - Throws: as `run`.
    func inventory(step: String, _ input: RemoteInventoryInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome
}

extension Trainer {
    /// What trains on this machine leaves nothing elsewhere.
    public func inventory(step: String, _ input: RemoteInventoryInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        throw FleetError("unknown_step", .bug, "provider \(input.provider) has no inventory")
    }

    func unknown(_ step: String, of input: TrainInput) -> FleetError {
        FleetError("unknown_step", .bug, "training at provider \(input.provider) has no step \(step)")
    }
}
