import FleetCore
import Providers

/// What a fine-tuning at a provider may be told, read strictly. A setting that is left out, or `auto`, is the provider's choice.
struct RemoteHyperparameters: Equatable {
    var epochs: Int?
    var batchSize: Int?
    var learningRateMultiplier: Double?
    var seed: Int?
    var suffix: String?

    private static let hyperparameters = ["batch_size", "learning_rate_multiplier", "n_epochs"]
    private static let options = ["seed", "suffix"]

    init(_ input: TrainInput) throws {
        guard input.method == "sft" else {
            throw FleetError(
                "not_available", .rejected, "fine-tuning at \(input.provider) knows method sft, not \(input.method)", path: "train.method",
                hint: "write sft")
        }
        for (name, value) in input.hyperparameters.sorted(by: { $0.key < $1.key }) {
            try setHyperparameter(name, to: value, at: "train.hyperparameters.\(name)")
        }
        for (name, value) in input.providerOptions.sorted(by: { $0.key < $1.key }) {
            try setOption(name, to: value, at: "train.provider_options.\(name)")
        }
    }

    /// The request that these settings and the uploaded files make.
    func request(for input: TrainInput) throws -> FineTuningRequest {
        FineTuningRequest(
            baseModel: input.baseModel, trainingFile: RemoteFile(id: try RemoteHandle.trainingFile.required(of: input)),
            validationFile: input.handles[RemoteHandle.validationFile.rawValue].map { RemoteFile(id: $0) }, epochs: epochs, batchSize: batchSize,
            learningRateMultiplier: learningRateMultiplier, seed: seed, suffix: suffix ?? String(input.name.prefix(40)))
    }

    private mutating func setHyperparameter(_ name: String, to value: ScalarValue, at path: String) throws {
        let isAutomatic = value == .text("auto")
        switch name {
        case "n_epochs": epochs = isAutomatic ? nil : try Self.integer(value, 1...50, path)
        case "batch_size": batchSize = isAutomatic ? nil : try Self.integer(value, 1...256, path)
        case "learning_rate_multiplier": learningRateMultiplier = isAutomatic ? nil : try Self.positive(value, path)
        default: throw Self.unknown(path, known: Self.hyperparameters)
        }
    }

    private mutating func setOption(_ name: String, to value: ScalarValue, at path: String) throws {
        switch name {
        case "seed": seed = try Self.integer(value, 0...Int(Int32.max), path)
        case "suffix":
            guard case .text(let text) = value, (1...64).contains(text.count) else { throw Self.outside(value, "a text of 1 to 64 characters", path) }
            suffix = text
        default: throw Self.unknown(path, known: Self.options)
        }
    }

    private static func integer(_ value: ScalarValue, _ range: ClosedRange<Int>, _ path: String) throws -> Int {
        guard let number = value.asInteger, range.contains(number) else {
            throw outside(value, "a whole number from \(range.lowerBound) to \(range.upperBound)", path)
        }
        return number
    }

    private static func positive(_ value: ScalarValue, _ path: String) throws -> Double {
        guard let number = value.asDouble, number > 0, number <= 1000 else { throw outside(value, "a number above 0, at most 1000", path) }
        return number
    }

    private static func unknown(_ path: String, known: [String]) -> FleetError {
        FleetError(
            "unknown_field", .rejected, "fine-tuning at a provider has no such setting", path: path,
            hint: "known are: \(known.joined(separator: ", "))")
    }

    private static func outside(_ value: ScalarValue, _ wanted: String, _ path: String) -> FleetError {
        FleetError("wrong_value", .rejected, "\(value.description.prefix(80)) is not \(wanted)", path: path)
    }
}
