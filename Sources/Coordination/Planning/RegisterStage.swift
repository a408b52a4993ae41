import FleetCore
import JSON
import JobDocument
import Persistence

/// The stage register: one new version of the model, with everything that is known about it.
enum RegisterStage {
    static func perform(
        _ job: JobRow, _ specification: JobSpecification, _ outputs: StageOutputs, registry: ModelRegistry, in transaction: StoreTransaction
    ) throws -> StageStep {
        guard let training = try outputs.training() else { return .skipped(reason: "nothing was trained") }
        let optimized = try outputs.optimized()
        let chosen: PromoteSettings.Choice = specification.promote?.settings?.choose ?? (optimized == nil ? .tuned : .optimized)
        let files = RegisteredFiles(chosen: chosen.rawValue, tuned: training.model, optimized: optimized?.model)
        var card = EvidenceCard.make(
            job: specification, data: try outputs.sanitized(), training: training, optimization: optimized,
            evaluation: try outputs.evaluated()?.report, materialized: try outputs.materialized(),
            paid: EvidenceCard.Paid(cost: training.cost, permits: try transaction.permits(of: job.id).count, budget: specification.budget))
        let output = try registry.register(
            files, card: &card, specification: specification, dataset: try outputs.sanitized().dataset.id, of: job, in: transaction)
        return .done(output: try JSONValue.encoding(output))
    }
}
