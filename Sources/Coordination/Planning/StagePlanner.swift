import FleetCore
import JSON
import JobDocument
import Persistence

/// Knows the stages of a job and the steps of each: a stage's own steps stand in the file of its name.
public struct StagePlanner: StagePlanning {
    private let providers: ProviderCatalog
    private let registry: ModelRegistry
    private let shardBytes: Int64

    /// - Parameter shardBytes: how much of a source one task reads, in bytes.
    public init(providers: ProviderCatalog, registry: ModelRegistry, shardBytes: Int64 = 64 * 1024 * 1024) {
        self.providers = providers
        self.registry = registry
        self.shardBytes = shardBytes
    }

    public func stages(of document: JSONValue) throws -> [(stage: StageKind, after: [StageKind])] {
        _ = try JobSpecification(document: document)
        return StageGraph.stages
    }

    public func begin(_ stage: StageKind, document: JSONValue, outputs: [StageKind: JSONValue]) throws -> StageStep {
        let job = try JobSpecification(document: document)
        let outputs = StageOutputs(outputs)
        switch stage {
        case .sanitize: return try SanitizeSteps.begin(job, shardBytes: shardBytes)
        case .materialize: return try MaterializeSteps.begin(job, outputs: outputs)
        case .train: return try TrainSteps.begin(job, outputs: outputs, providers: providers)
        case .optimize: return try OptimizeSteps.begin(job, outputs: outputs)
        case .evaluate: return try EvaluateSteps.begin(job, outputs: outputs)
        case .register, .promote: throw Self.isOurs(stage)
        }
    }

    public func proceed(
        _ stage: StageKind, document: JSONValue, outputs: [StageKind: JSONValue], finished: [StepOutput]
    ) throws -> StageStep {
        let job = try JobSpecification(document: document)
        let outputs = StageOutputs(outputs)
        switch stage {
        case .sanitize: return try SanitizeSteps.proceed(job, finished: finished)
        case .materialize: return try MaterializeSteps.proceed(finished: finished)
        case .train: return try TrainSteps.proceed(job, outputs: outputs, finished: finished)
        case .optimize: return try OptimizeSteps.proceed(finished: finished)
        case .evaluate: return try EvaluateSteps.proceed(job, outputs: outputs, finished: finished)
        case .register, .promote: throw Self.isOurs(stage)
        }
    }

    public func perform(
        _ stage: StageKind, job: JobRow, outputs: [StageKind: JSONValue], in transaction: StoreTransaction
    ) throws -> StageStep {
        let specification = try JobSpecification(document: try JSONReader.parse(job.document))
        let known = StageOutputs(outputs)
        switch stage {
        case .register: return try RegisterStage.perform(job, specification, known, registry: registry, in: transaction)
        case .promote: return try PromoteStage.perform(job, specification, known, registry: registry, in: transaction)
        case .sanitize, .materialize, .train, .optimize, .evaluate:
            throw FleetError("stage_not_ours", .bug, "the stage \(stage.rawValue) is done by workers")
        }
    }

    public func undo(
        _ stage: StageKind, document: JSONValue, outputs: [StageKind: JSONValue], finished: [StepOutput]
    ) throws -> [PlannedTask] {
        guard stage == .train else { return [] }
        return try TrainSteps.undo(try JobSpecification(document: document), outputs: StageOutputs(outputs), finished: finished)
    }

    public func remoteObject(of stage: StageKind, step: String, output: JSONValue) -> String? {
        stage == .train ? TrainSteps.remoteObject(step: step, output: output) : nil
    }

    public func outcome(of stage: StageKind, output: JSONValue?, finished: [StepOutput], failures: [StepFailure]) -> RemoteOutcome {
        stage == .train ? TrainSteps.outcome(output: output, finished: finished, failures: failures) : .ended(cost: nil, hasSucceeded: output != nil)
    }

    public func result(of job: JobRow, outputs: [StageKind: JSONValue], in transaction: StoreTransaction) throws -> JSONValue {
        try JobResult.make(job, StageOutputs(outputs), in: transaction)
    }

    private static func isOurs(_ stage: StageKind) -> FleetError {
        FleetError("stage_not_for_workers", .bug, "the stage \(stage.rawValue) is done by the coordinator itself")
    }
}
