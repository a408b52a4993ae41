import FleetCore
import JSON
import Providers
import WorkerKit

extension ProviderTrainer {
    /// Looks once where the remote job is; while it runs the task snoozes, so that a running fine-tune holds nothing here.
    ///
    /// A job that costs money is not given up because its provider does not answer for a while: such polls snooze too, up to a limit.
    func poll(_ input: TrainInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        let handle = FineTuningHandle(provider: provider.name, id: try RemoteHandle.job.required(of: input))
        var checkpoint = PollCheckpoint()
        if let value = task.checkpoint, !value.isNull { checkpoint = try value.decode(PollCheckpoint.self) }
        let status: FineTuningStatus
        do {
            status = try await provider.status(of: handle, events: 100)
        } catch let error as FleetError where error.code == ProviderFailure.notFound {
            let known = checkpoint.remoteState.map { "was \($0) and is gone" } ?? "is not there (yet)"
            return try unclear("the job \(handle.id) \(known)", handle, checkpoint, in: context)
        } catch let error as FleetError where [.transient, .throttled, .permanent].contains(error.disposition) {
            return try trouble(error, handle, checkpoint, in: context)
        }
        tell(status, handle, &checkpoint, in: context)
        checkpoint.troubles = 0
        guard status.state != .unknown else {
            return try unclear("the job \(handle.id) is in the unknown state '\(status.remoteState.prefix(40))'", handle, checkpoint, in: context)
        }
        checkpoint.unclear = 0
        switch status.state {
        case .pending, .running, .paused, .unknown: return try snooze(checkpoint.delay, checkpoint)
        case .succeeded:
            guard let model = status.model else {
                throw FleetError("provider_no_model", .permanent, "\(provider.name) says that \(handle.id) succeeded and names no model")
            }
            return .completed(output: try JSONValue.encoding(TrainStepOutput(.model, model, cost: status.cost)), spawned: [])
        case .failed:
            let cause = status.failure ?? FleetError("provider_job_failed", .permanent, "\(provider.name) says: \(status.remoteState.prefix(40))")
            throw FleetError(cause.code, .permanent, "\(handle.id): \(cause.message)", hint: cause.hint ?? "look at the job at \(provider.name)")
        case .cancelled:
            throw FleetError(
                "provider_job_cancelled", .permanent, "\(handle.id) was cancelled at \(provider.name)", hint: "retry the job if that was not meant")
        }
    }

    private func snooze(_ delay: Duration, _ checkpoint: PollCheckpoint) throws -> TaskOutcome {
        .snoozed(delay, checkpoint: try JSONValue.encoding(checkpoint.later()))
    }

    /// No usable answer came.
    private func trouble(
        _ error: FleetError, _ handle: FineTuningHandle, _ checkpoint: PollCheckpoint, in context: any TaskContext
    ) throws -> TaskOutcome {
        var next = checkpoint
        next.troubles += 1
        guard next.troubles <= PollCheckpoint.troubleLimit else {
            throw FleetError(
                error.code, .transient, "\(error.message); the job \(handle.id) could not be watched \(checkpoint.troubles) times in a row",
                hint: "needs review: it may go on and cost money, look at it at \(provider.name)", retryAfter: error.retryAfter)
        }
        context.log("warning: \(error.message); asking again")
        return try snooze(max(next.delay, error.retryAfter ?? .zero), next)
    }

    /// An answer came that says nothing that can be acted on.
    private func unclear(
        _ what: String, _ handle: FineTuningHandle, _ checkpoint: PollCheckpoint, in context: any TaskContext
    ) throws -> TaskOutcome {
        var next = checkpoint
        next.unclear += 1
        guard next.unclear <= PollCheckpoint.unclearLimit else {
            throw FleetError(
                "remote_job_unclear", .transient, "\(what), \(checkpoint.unclear) times in a row",
                hint: "needs review: it may go on and cost money, look at \(handle.id) at \(provider.name)")
        }
        context.log("warning: \(what); asking again")
        return try snooze(next.delay, next)
    }

    /// Hands on the lines and figures that are new since the last poll.
    private func tell(_ status: FineTuningStatus, _ handle: FineTuningHandle, _ checkpoint: inout PollCheckpoint, in context: any TaskContext) {
        if checkpoint.remoteState != status.remoteState { context.log("\(handle.id) is \(status.remoteState.prefix(40))") }
        checkpoint.remoteState = String(status.remoteState.prefix(40))
        let known = status.events.lastIndex { $0.mark == checkpoint.lastEvent }
        let fresh = status.events[(known.map { $0 + 1 } ?? 0)...]
        for event in fresh where !event.message.isEmpty { context.log(event.message) }
        checkpoint.lastEvent = fresh.last?.mark ?? checkpoint.lastEvent
        let figures = RemoteFigures.newest(of: status.events)
        let remaining = status.estimatedFinish.map { max(0, $0 - Double(context.clock.wallTime().milliseconds) / 1000) }
        context.report(
            Progress(
                done: figures["step"] ?? 0, total: figures["total_steps"], unit: "steps",
                message: "\(handle.id) at \(provider.name): \(status.remoteState.prefix(40))", remainingSeconds: remaining,
                figures: figures.filter { $0.key != "step" && $0.key != "total_steps" }))
    }
}

extension FineTuningStatus.Event {
    /// What tells it from the others; bounded, because it travels in a checkpoint.
    fileprivate var mark: String { id ?? String(message.prefix(100)) }
}
