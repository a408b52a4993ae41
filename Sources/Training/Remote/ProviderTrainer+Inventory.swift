import FleetCore
import JSON
import Providers
import WorkerKit

extension ProviderTrainer {
    /// The provider's pages that one task reads: the coordinator asks for the next part.
    private static let pagesAtOnce = 10

    public func inventory(
        step: String, _ input: RemoteInventoryInput, _ task: TaskAssignment, in context: any TaskContext
    ) async throws -> TaskOutcome {
        switch step {
        case "inventory":
            let listing = try await provider.living(markedBy: input.mark, after: input.after, pages: Self.pagesAtOnce)
            context.log("\(listing.objects.count) objects of this fleet live at \(provider.name)")
            return .completed(output: try JSONValue.encoding(listing), spawned: [])
        case "retire":
            guard let object = input.object, !object.isEmpty else {
                throw FleetError("handle_missing", .bug, "no object is named that is to be ended at \(provider.name)")
            }
            return try await end(FineTuningHandle(provider: provider.name, id: object), task, in: context)
        default: throw FleetError("unknown_step", .bug, "an inventory has no step \(step)")
        }
    }
}
