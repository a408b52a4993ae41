import FleetCore

/// The end of a stage whose last step gives the stage's output.
enum SingleStep {
    static func done(_ step: String, of stage: StageKind, _ finished: [StepOutput]) throws -> StageStep {
        guard let last = finished.last(where: { $0.step == step }) else {
            throw FleetError("step_missing", .bug, "the stage \(stage.rawValue) has no finished step \(step), and no task either")
        }
        return .done(output: last.output)
    }
}
