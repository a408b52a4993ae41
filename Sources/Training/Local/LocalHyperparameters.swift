import FleetCore

/// What a local training run may be told, read strictly from the job's hyperparameters and provider options.
struct LocalHyperparameters: Equatable {
    var maxSteps: Int?
    var epochs: Double?
    var batchSize = 4
    var learningRate = 1e-4
    var numLayers: Int?
    var rank = 8
    var scale = 20.0
    var seed = 0
    var maxSequenceLength = 512
    var checkpointEvery = 25

    /// One pass over the rows suits small sets; fewer steps than this teach nothing.
    private static let leastSteps = 50

    init(_ input: TrainInput) throws {
        for (name, value) in input.hyperparameters.sorted(by: { $0.key < $1.key }) {
            try set(name, to: value, at: "train.hyperparameters.\(name)")
        }
        for (name, value) in input.providerOptions.sorted(by: { $0.key < $1.key }) {
            try set(name, to: value, at: "train.provider_options.\(name)")
        }
    }

    /// Steps for a number of rows.
    func steps(forRows rows: Int) -> Int {
        if let maxSteps { return maxSteps }
        let perEpoch = max(1, (rows + batchSize - 1) / batchSize)
        guard let epochs else { return max(Self.leastSteps, perEpoch) }
        return max(1, Int((epochs * Double(perEpoch)).rounded()))
    }

    private static let known = [
        "batch_size", "checkpoint_every", "epochs", "learning_rate", "max_seq_length", "max_steps", "num_layers", "rank", "scale", "seed",
    ]

    private mutating func set(_ name: String, to value: ScalarValue, at path: String) throws {
        switch name {
        case "max_steps": maxSteps = try Self.integer(value, 1...1_000_000, path)
        case "epochs": epochs = try Self.number(value, 0.01...1000, path)
        case "batch_size": batchSize = try Self.integer(value, 1...1024, path)
        case "learning_rate": learningRate = try Self.number(value, 1e-9...1, path)
        case "num_layers": numLayers = try Self.integer(value, 1...1024, path)
        case "rank": rank = try Self.integer(value, 1...1024, path)
        case "scale": scale = try Self.number(value, 0.001...10_000, path)
        case "seed": seed = try Self.integer(value, 0...Int(Int32.max), path)
        case "max_seq_length": maxSequenceLength = try Self.integer(value, 8...32_768, path)
        case "checkpoint_every": checkpointEvery = try Self.integer(value, 1...1_000_000, path)
        default:
            throw FleetError(
                "unknown_field", .rejected, "local training has no such setting", path: path, hint: "known are: \(Self.known.joined(separator: ", "))"
            )
        }
    }

    private static func integer(_ value: ScalarValue, _ range: ClosedRange<Int>, _ path: String) throws -> Int {
        guard let number = value.asInteger, range.contains(number) else {
            throw outside(value, "a whole number from \(range.lowerBound) to \(range.upperBound)", path)
        }
        return number
    }

    private static func number(_ value: ScalarValue, _ range: ClosedRange<Double>, _ path: String) throws -> Double {
        guard let number = value.asDouble, range.contains(number) else {
            throw outside(value, "a number from \(range.lowerBound) to \(range.upperBound)", path)
        }
        return number
    }

    private static func outside(_ value: ScalarValue, _ wanted: String, _ path: String) -> FleetError {
        FleetError("wrong_value", .rejected, "\(value.description.prefix(80)) is not \(wanted)", path: path)
    }
}
