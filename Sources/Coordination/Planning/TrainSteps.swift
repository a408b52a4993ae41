import FleetCore
import JSON
import JobDocument

/// The steps of train. A local provider: `run`. A remote one: `upload`, `create` (the chargeable call, under a permit), `poll`, `collect`;
/// what each gave (file ids, the remote job's id) travels to the next as handles.
enum TrainSteps {
    static let remote = ["upload", "create", "poll", "collect"]

    static func begin(_ job: JobSpecification, outputs: StageOutputs, providers: ProviderCatalog) throws -> StageStep {
        guard let settings = job.train.settings else { return .skipped(reason: "switched off") }
        guard let kind = providers.kinds[settings.provider] else {
            throw FleetError(
                "provider_unknown", .permanent, "the fleet has no provider called \(settings.provider) any more", path: "train.provider",
                hint: "add it to the settings and retry the job")
        }
        return .tasks([try task(kind == .local ? "run" : remote[0], job, settings, outputs, handles: [:])])
    }

    static func proceed(_ job: JobSpecification, outputs: StageOutputs, finished: [StepOutput]) throws -> StageStep {
        guard let settings = job.train.settings, let last = finished.last else {
            throw FleetError("step_missing", .bug, "the stage train has no finished step, and no task either")
        }
        if last.step == undoing { return .undone }
        guard let position = remote.firstIndex(of: last.step), position + 1 < remote.count else { return .done(output: last.output) }
        return .tasks([try task(remote[position + 1], job, settings, outputs, handles: try handles(of: finished))])
    }

    static func handles(of finished: [StepOutput]) throws -> [String: String] {
        var handles: [String: String] = [:]
        for step in finished where remote.contains(step.step) {
            handles.merge(try step.output.decode(TrainStepOutput.self).handles) { $1 }
        }
        return handles
    }

    static func task(
        _ step: String, _ job: JobSpecification, _ settings: TrainSettings, _ outputs: StageOutputs, handles: [String: String]
    ) throws -> PlannedTask {
        let input = TrainInput(
            name: job.name, provider: settings.provider, baseModel: settings.baseModel, method: settings.method, adapter: settings.adapter,
            hyperparameters: settings.hyperparameters, providerOptions: settings.providerOptions, dataset: try outputs.sanitized().dataset,
            handles: handles)
        // What a fine-tune will cost is not known before: the whole budget is set aside for it, and settled when it has ended.
        let charge = step == "create" ? job.budget ?? .zero() : nil
        return PlannedTask(
            kind: .train, step: step, input: try JSONValue.encoding(input), needs: [ProviderCatalog.capability(settings.provider)],
            charge: charge)
    }
}
