import FleetCore
import JSON
import Messaging
import Providers
import WorkerKit

extension ProviderTrainer {
    /// The chargeable call. At most one create leaves for an intent, whatever happens:
    ///
    ///     demand    search    permit()    then
    ///     any       found     -           adopt it
    ///     search    nothing   -           searched in vain
    ///     create    nothing   create      create once
    ///     create    nothing   search      search again: adopt it, or searched in vain
    ///     any       fails     -           the error; nothing was sent
    ///     create    nothing   fails       the error; nothing was sent
    func create(_ input: TrainInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        guard let demand = task.permit else {
            throw FleetError("no_permit_demand", .bug, "the task is to create at \(provider.name) and demands no permit")
        }
        if let outcome = try await adopt(demand.intent, in: context) { return outcome }
        guard demand.mode == .create else { return .searchedInVain }
        var request = try RemoteHyperparameters(input).request(for: input)
        request.fleetMark = demand.fleetMark
        if context.drain.isSet { return .interrupted(checkpoint: nil) }
        guard try await context.permit() == .create else { return try await adopt(demand.intent, in: context) ?? .searchedInVain }
        // Nothing may stand between the permit and the call: it has just checked the lease, and from here on the call counts as sent.
        context.failpoints.hit(.grantedBeforeCreate)
        let outcome = await provider.create(request, intent: demand.intent)
        context.failpoints.hit(.createdBeforeRecord)
        return try conclude(outcome, in: context)
    }

    private func adopt(_ intent: IntentKey, in context: any TaskContext) async throws -> TaskOutcome? {
        guard let found = try await provider.find(intent) else { return nil }
        context.log("found \(found.id) at \(provider.name): an earlier attempt made it")
        return try created(found)
    }

    private func conclude(_ outcome: CreateOutcome, in context: any TaskContext) throws -> TaskOutcome {
        switch outcome {
        case .created(let handle):
            context.log("created \(handle.id) at \(provider.name)")
            return try created(handle)
        case .notSent(let error): return .notSent(error)
        case .refused(let error): return .notSent(Self.refusal(error))
        case .unknown(let error):
            throw FleetError(
                "create_outcome_unknown", .transient, "\(error.message); whether the job was created is unknown",
                hint: "it is not created again: the next attempts search for it", retryAfter: error.retryAfter)
        }
    }

    /// A refusal is final, unless the provider itself asks to come back later.
    private static func refusal(_ error: FleetError) -> FleetError {
        switch error.disposition {
        case .throttled, .permanent, .rejected: error
        case .transient, .blocked, .fenced, .interrupted, .fatal, .bug:
            FleetError(error.code, .permanent, error.message, path: error.path, hint: error.hint)
        }
    }

    private func created(_ handle: FineTuningHandle) throws -> TaskOutcome {
        .completed(output: try JSONValue.encoding(TrainStepOutput(.job, handle.id)), spawned: [])
    }
}
