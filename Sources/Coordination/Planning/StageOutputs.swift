import FleetCore
import JSON

/// The outputs of finished stages as the values that they are.
struct StageOutputs {
    private let outputs: [StageKind: JSONValue]

    init(_ outputs: [StageKind: JSONValue]) { self.outputs = outputs }

    func sanitized() throws -> SanitizeOutput { try require(.sanitize) }
    func trained() throws -> TrainOutput { try require(.train) }
    func materialized() throws -> MaterializeOutput? { try optional(.materialize) }
    func training() throws -> TrainOutput? { try optional(.train) }
    func optimized() throws -> OptimizeOutput? { try optional(.optimize) }
    func evaluated() throws -> EvaluateOutput? { try optional(.evaluate) }
    func registered() throws -> RegisterOutput? { try optional(.register) }
    func promoted() throws -> PromoteOutput? { try optional(.promote) }

    private func require<Value: Decodable>(_ stage: StageKind) throws -> Value {
        guard let value: Value = try optional(stage) else {
            throw FleetError("stage_output_missing", .bug, "the stage \(stage.rawValue) has no output that a later stage needs")
        }
        return value
    }

    private func optional<Value: Decodable>(_ stage: StageKind) throws -> Value? {
        guard let output = outputs[stage], output.object != nil else { return nil }
        do {
            return try output.decode(Value.self)
        } catch let error as FleetError {
            throw FleetError(
                "stage_output_invalid", .permanent, "the output of the stage \(stage.rawValue) is not what it should be: \(error.message)",
                path: error.path, hint: "check that workers and coordinator are of the same version")
        }
    }
}
