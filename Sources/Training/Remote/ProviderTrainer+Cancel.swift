import FleetCore
import JSON
import Providers
import WorkerKit

extension ProviderTrainer {
    /// Ends the remote job of a cancelled one, and looks until it has come to its end, whatever that is: until then it costs money.
    func cancel(_ input: TrainInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        try await end(FineTuningHandle(provider: provider.name, id: try RemoteHandle.job.required(of: input)), task, in: context)
    }

    /// Asks for the end of a remote job until it has come.
    func end(_ handle: FineTuningHandle, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        var checkpoint = PollCheckpoint()
        if let value = task.checkpoint, !value.isNull { checkpoint = try value.decode(PollCheckpoint.self) }
        let status: FineTuningStatus
        do {
            // Asked again each time: one that has ended is no error, and a request may have been lost.
            try await provider.cancel(handle)
            status = try await provider.status(of: handle, events: 1)
        } catch let error as FleetError where error.code == ProviderFailure.notFound {
            context.log("\(handle.id) is gone from \(provider.name)")
            return try ended("gone", cost: nil)
        }
        guard !status.state.isTerminal else {
            context.log("\(handle.id) has ended: \(status.remoteState.prefix(40))")
            return try ended(String(status.remoteState.prefix(40)), cost: status.cost)
        }
        checkpoint.unclear += 1
        guard checkpoint.unclear <= Self.looksAtACancel else {
            throw FleetError(
                "remote_job_not_cancelled", .permanent,
                "\(provider.name) was asked to cancel \(handle.id), which is still \(status.remoteState.prefix(40))",
                hint: "it may go on and cost money: cancel it at \(provider.name)")
        }
        return .snoozed(checkpoint.delay, checkpoint: try JSONValue.encoding(checkpoint.later()))
    }

    /// About half an hour.
    private static let looksAtACancel = 30

    private func ended(_ remoteState: String, cost: Money?) throws -> TaskOutcome {
        .completed(output: try JSONValue.encoding(TrainCancelOutput(remoteState: remoteState, cost: cost)), spawned: [])
    }
}
