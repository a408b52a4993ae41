import FleetCore
import JSON
import JobDocument

/// The steps of evaluate: `plan` gives one task of `predict` per system, `report` scores, compares and judges the gates.
enum EvaluateSteps {
    static func begin(_ job: JobSpecification, outputs: StageOutputs) throws -> StageStep {
        guard job.train != .off else { return .skipped(reason: "nothing was trained") }
        guard let input = try input(job, outputs) else { return .skipped(reason: "switched off") }
        return .tasks([try task("plan", input.provider, try JSONValue.encoding(input))])
    }

    static func proceed(_ job: JobSpecification, outputs: StageOutputs, finished: [StepOutput]) throws -> StageStep {
        if let report = finished.last(where: { $0.step == "report" }) { return .done(output: report.output) }
        let predictions = try finished.filter { $0.step == "predict" }.map { try $0.output.decode(PredictOutput.self) }
        guard !predictions.isEmpty, let evaluation = try input(job, outputs) else {
            throw FleetError("step_missing", .bug, "the stage evaluate has no predictions to report on")
        }
        let input = EvaluateReportInput(evaluation: evaluation, predictions: predictions)
        return .tasks([PlannedTask(kind: .evaluate, step: "report", input: try JSONValue.encoding(input))])
    }

    private static func task(_ step: String, _ provider: String, _ input: JSONValue) throws -> PlannedTask {
        PlannedTask(kind: .evaluate, step: step, input: input, needs: [ProviderCatalog.capability(provider)])
    }

    private static func input(_ job: JobSpecification, _ outputs: StageOutputs) throws -> EvaluateInput? {
        guard let settings = job.evaluation, let train = job.train.settings else { return nil }
        return EvaluateInput(
            dataset: try outputs.sanitized().dataset, baseModel: train.baseModel, provider: train.provider, tuned: try outputs.trained().model,
            optimized: try outputs.optimized()?.model, metrics: settings.metrics, compareWith: settings.compareWith, gates: settings.gates)
    }
}
