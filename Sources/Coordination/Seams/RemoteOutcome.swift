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
    /// Whether it failed only because it was tried often enough.
    public var isRetryable: Bool

    public init(step: String, code: String, isRetryable: Bool) {
        self.step = step
        self.code = code
        self.isRetryable = isRetryable
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
