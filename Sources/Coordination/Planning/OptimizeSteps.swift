import FleetCore
import JSON
import JobDocument

/// The one step of optimize.
enum OptimizeSteps {
    static func begin(_ job: JobSpecification, outputs: StageOutputs) throws -> StageStep {
        guard job.train != .off else { return .skipped(reason: "nothing was trained") }
        guard let choice = job.optimize else { return .skipped(reason: "not asked for") }
        guard let settings = choice.settings else { return .skipped(reason: "switched off") }
        let input = OptimizeInput(
            model: try outputs.trained().model, passes: settings.passes, dataset: try outputs.sanitized().dataset)
        return .tasks([PlannedTask(kind: .optimize, step: "run", input: try JSONValue.encoding(input))])
    }

    static func proceed(finished: [StepOutput]) throws -> StageStep { try SingleStep.done("run", of: .optimize, finished) }
}
