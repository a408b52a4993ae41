import FleetCore
import JSON
import JobDocument

/// The job at a provider when ours ends another way: step `cancel`, with the handles so far. It ends well when the remote job has come to its end,
/// whatever that is, and tells what it has cost.
extension TrainSteps {
    static let undoing = "cancel"
    private static let creating = "create"
    private static let jobHandle = "job"
    /// A poll that found out something, and could not say it.
    private static let untold = "result_too_large"

    static func undo(_ job: JobSpecification, outputs: StageOutputs, finished: [StepOutput]) throws -> [PlannedTask] {
        guard let settings = job.train.settings, finished.contains(where: { $0.step == creating }) else { return [] }
        // Who has seen it end has nothing to cancel.
        guard !finished.contains(where: { ["poll", "collect", undoing].contains($0.step) }) else { return [] }
        let handles = try handles(of: finished)
        guard handles[jobHandle] != nil else { return [] }
        return [try task(undoing, job, settings, outputs, handles: handles)]
    }

    static func remoteObject(step: String, output: JSONValue) -> String? {
        step == creating ? output["handles"]?[jobHandle]?.string : nil
    }

    static func outcome(output: JSONValue?, finished: [StepOutput], failures: [StepFailure]) -> RemoteOutcome {
        if let output { return .ended(cost: cost(in: output), hasSucceeded: true) }
        if let undone = finished.last(where: { $0.step == undoing }) { return .ended(cost: cost(in: undone.output), hasSucceeded: false) }
        if let poll = finished.last(where: { $0.step == "poll" }) { return .ended(cost: cost(in: poll.output), hasSucceeded: true) }
        let hasEnded = failures.contains { $0.step == "poll" && $0.isFinal && $0.code != untold }
        return hasEnded ? .ended(cost: nil, hasSucceeded: false) : .running
    }

    private static func cost(in output: JSONValue) -> Money? { try? output["cost"]?.decode(Money.self) }
}
