import FleetCore
import JSON
import JobDocument

/// The one step of materialize.
enum MaterializeSteps {
    static func begin(_ job: JobSpecification, outputs: StageOutputs) throws -> StageStep {
        guard let choice = job.materialize else { return .skipped(reason: "not asked for") }
        guard let settings = choice.settings else { return .skipped(reason: "switched off") }
        let input = MaterializeInput(dataset: try outputs.sanitized().dataset, views: settings.views, embeddings: settings.embeddings)
        let needs = settings.embeddings.map { [ProviderCatalog.capability($0.provider)] } ?? []
        return .tasks([PlannedTask(kind: .materialize, step: "run", input: try JSONValue.encoding(input), needs: needs)])
    }

    static func proceed(finished: [StepOutput]) throws -> StageStep { try SingleStep.done("run", of: .materialize, finished) }
}
