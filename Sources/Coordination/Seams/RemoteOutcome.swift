import FleetCore
import JSON

/// What became of a remote object when its stage is over.
public enum RemoteOutcome: Sendable, Equatable {
    /// It has come to its end, and cost so much; nil: nobody told.
    case ended(cost: Money?, hasSucceeded: Bool)
    /// It may go on, and cost money.
    case running
}

/// A task of a stage that failed.
public struct StepFailure: Sendable, Equatable {
    public var step: String
    public var code: String
    /// Whether its worker said so for good: neither the coordinator of a task that it gave up, nor after many tries.
    public var isFinal: Bool

    public init(step: String, code: String, isFinal: Bool) {
        self.step = step
        self.code = code
        self.isFinal = isFinal
    }
}

/// Stages that make nothing elsewhere.
extension StagePlanning {
    public func undo(
        _ stage: StageKind, document: JSONValue, outputs: [StageKind: JSONValue], finished: [StepOutput]
    ) throws -> [PlannedTask] { [] }

    public func remoteObject(of stage: StageKind, step: String, output: JSONValue) -> String? { nil }

    public func outcome(
        of stage: StageKind, output: JSONValue?, finished: [StepOutput], failures: [StepFailure]
    ) -> RemoteOutcome { .ended(cost: nil, hasSucceeded: output != nil) }
}
