import FleetCore
import JSON
import Persistence

/// A task that a stage needs now.
public struct PlannedTask: Sendable, Equatable {
    public var kind: WorkKind
    public var step: String
    public var input: JSONValue
    /// Capabilities that a worker must have, such as `provider:local`.
    public var needs: [String]
    /// Set for a chargeable call: what is reserved for it.
    public var charge: Money?

    public init(kind: WorkKind, step: String, input: JSONValue, needs: [String] = [], charge: Money? = nil) {
        self.kind = kind
        self.step = step
        self.input = input
        self.needs = needs
        self.charge = charge
    }
}

/// What a stage does next.
public enum StageStep: Sendable {
    /// These tasks run side by side; the stage goes on when all have ended well (fan-in).
    case tasks([PlannedTask])
    /// The stage is over, with this output.
    case done(output: JSONValue)
    /// There is nothing to do for this stage in this job.
    case skipped(reason: String)
    /// The stage was cancelled, and what it had begun elsewhere is ended.
    case undone
}

/// An output of a finished task of the stage, in the order in which the tasks were made.
public struct StepOutput: Sendable, Equatable {
    public var step: String
    public var output: JSONValue

    public init(step: String, output: JSONValue) {
        self.step = step
        self.output = output
    }
}

/// Knows the stages of a job and the steps of a stage; pure but for `perform`. Implemented by `StagePlanner` in Planning.
public protocol StagePlanning: Sendable {
    /// The stages of a job in order, each with the stages that it waits for.
    func stages(of document: JSONValue) throws -> [(stage: StageKind, after: [StageKind])]

    /// The first step of a stage, once all that it waits for has succeeded or was skipped.
    func begin(_ stage: StageKind, document: JSONValue, outputs: [StageKind: JSONValue]) throws -> StageStep

    /// What follows when no task of the stage is left: `finished` holds the outputs of all its tasks so far.
    func proceed(_ stage: StageKind, document: JSONValue, outputs: [StageKind: JSONValue], finished: [StepOutput]) throws -> StageStep

    /// Does a stage that the coordinator does itself (register, promote), inside the transaction that made it ready.
    /// - Returns: the stage's output.
    func perform(_ stage: StageKind, job: JobRow, outputs: [StageKind: JSONValue], in transaction: StoreTransaction) throws -> StageStep

    /// What a stage that is cancelled must end elsewhere first, such as a job at a provider. Asked until there is nothing new; each step is
    /// done once.
    func undo(_ stage: StageKind, document: JSONValue, outputs: [StageKind: JSONValue], finished: [StepOutput]) throws -> [PlannedTask]

    /// The provider's id of what a chargeable step has made; nil where its output names none.
    func remoteObject(of stage: StageKind, step: String, output: JSONValue) -> String?

    /// What became of the remote objects of a stage that is over.
    /// - Parameters:
    ///   - output: the stage's; nil where it did not succeed.
    ///   - failures: its tasks that failed.
    func outcome(of stage: StageKind, output: JSONValue?, finished: [StepOutput], failures: [StepFailure]) -> RemoteOutcome

    /// The job's result when its last stage is over: verdict, costs, models, evidence.
    func result(of job: JobRow, outputs: [StageKind: JSONValue], in transaction: StoreTransaction) throws -> JSONValue
}
