import FleetCore

/// What the provider named, as it travels from step to step.
enum RemoteHandle: String {
    case trainingFile = "training_file"
    case validationFile = "validation_file"
    case job
    case model

    /// - Throws: `FleetError` `handle_missing` (bug): a step before should have given it.
    func required(of input: TrainInput) throws -> String {
        guard let value = input.handles[rawValue], !value.isEmpty else {
            throw FleetError("handle_missing", .bug, "no step before gave the handle \(rawValue) of the training at \(input.provider)")
        }
        return value
    }
}

extension TrainStepOutput {
    init(_ handle: RemoteHandle, _ value: String, cost: Money? = nil) { self.init(handles: [handle.rawValue: value], cost: cost) }
}
