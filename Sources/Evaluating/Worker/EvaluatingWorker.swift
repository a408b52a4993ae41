import Crypto
import FleetCore
import JSON
import Messaging
import Providers
import WorkerKit

/// The worker of the stage evaluate: `plan` names the systems, `predict` asks one of them, `report` compares them on the same items.
public struct EvaluatingWorker: Worker {
    public let kind = WorkKind.evaluate
    public let slots = 1
    public let capabilities: [String]
    private let local: LocalPredictor
    /// Providers whose models are asked over the network, by name.
    private let remote: [String: @Sendable (String) throws -> any ChatModel]
    /// Labels are ranked only where there are few enough for it to be a classification.
    private static let maximumLabels = 50

    /// - Parameters:
    ///   - localProviders: names of providers whose models lie here as files.
    ///   - makeModel: a client for a model that the local server serves.
    ///   - remote: for each other provider a client for a model's name.
    public init(
        runtime: LocalModelRuntime, server: LocalModelServer, localProviders: [String],
        makeModel: @escaping @Sendable (ServedModel) throws -> any ChatModel, remote: [String: @Sendable (String) throws -> any ChatModel] = [:]
    ) {
        local = LocalPredictor(runtime: runtime, server: server, makeModel: makeModel)
        self.remote = remote
        capabilities = (localProviders + remote.keys).sorted().map { "provider:\($0)" }
    }

    public func run(_ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        switch task.step {
        case "plan": return try await plan(try task.input.decode(EvaluateInput.self), context)
        case "predict":
            let output = try await predict(try task.input.decode(PredictInput.self), context)
            return .completed(output: try JSONValue.encoding(output), spawned: [])
        case "report":
            let output = try await report(try task.input.decode(EvaluateReportInput.self), context)
            return .completed(output: try JSONValue.encoding(output), spawned: [])
        default: throw FleetError("unknown_step", .bug, "the stage evaluate has no step \(task.step)")
        }
    }

    private func plan(_ input: EvaluateInput, _ context: any TaskContext) async throws -> TaskOutcome {
        guard input.dataset.test.rows > 0 else {
            throw FleetError("no_rows", .rejected, "the test split of \(input.dataset.id) is empty", path: "dataset.split.test", hint: "give it a larger share")
        }
        let labels = Set(try await DatasetItems.load(input.dataset.train, from: context.artifacts).map(\.expected))
        var systems: [EvaluatedSystem] = [.tuned]
        if input.optimized != nil { systems.append(.optimized) }
        for name in input.compareWith {
            guard let system = EvaluatedSystem(rawValue: name), !systems.contains(system) else { continue }
            systems.append(system)
            if system == .base, labels.count <= Self.maximumLabels, remote[input.provider] == nil { systems.append(.baseRanked) }
        }
        let spawned = try systems.map {
            SpawnedTask(step: "predict", input: try JSONValue.encoding(PredictInput(evaluation: input, system: $0)))
        }
        return .completed(output: .object(["systems": .array(systems.map { .string($0.rawValue) })]), spawned: spawned)
    }

    private func predict(_ input: PredictInput, _ context: any TaskContext) async throws -> PredictOutput {
        let started = context.clock.now()
        let items = try await DatasetItems.load(input.evaluation.dataset.test, from: context.artifacts)
        context.log("\(input.system.rawValue): \(items.count) items")
        var perplexity: [String: Double] = [:]
        var predictions: [Prediction]
        switch input.system {
        case .majority, .naiveBayes:
            let training = try await DatasetItems.load(input.evaluation.dataset.train, from: context.artifacts)
            predictions = try BaselinePredictor.predict(input.system, items: items, training: training)
        case .base, .baseRanked, .tuned, .optimized:
            if let make = remote[input.evaluation.provider] {
                let name = input.system == .base ? input.evaluation.baseModel : input.evaluation.tuned.remoteName ?? input.evaluation.baseModel
                predictions = try await ServedPredictor(model: try make(name), items: items, parallel: 4).predict(items, in: context)
            } else {
                (predictions, perplexity) = try await local.predict(input, items: items, in: context)
            }
        }
        let file = try await PredictionFile.write(
            predictions, to: context.artifactPrefix + "predictions-\(input.system.rawValue).jsonl", of: context.artifacts)
        return PredictOutput(
            system: input.system, predictions: file, items: predictions.count, errors: predictions.count { $0.error != nil },
            perplexity: perplexity, seconds: (context.clock.now() - started).inSeconds)
    }

    private func report(_ input: EvaluateReportInput, _ context: any TaskContext) async throws -> EvaluateOutput {
        var predictions: [EvaluatedSystem: [Prediction]] = [:]
        for output in input.predictions { predictions[output.system] = try await PredictionFile.read(output.predictions, from: context.artifacts) }
        let evaluation = input.evaluation
        let subject: EvaluatedSystem = evaluation.optimized == nil ? .tuned : .optimized
        var remarks: [String] = []
        if evaluation.dataset.test.rows > DatasetItems.maximumItems {
            remarks.append("only the first \(DatasetItems.maximumItems) of \(evaluation.dataset.test.rows) test rows were asked")
        }
        let report = ReportBuilder().report(
            datasetVersion: evaluation.dataset.id, evaluationHash: try hash(evaluation), predictions: predictions, metrics: evaluation.metrics,
            gates: evaluation.gates, subject: subject, regressions: regressions(input.predictions), remarks: remarks)
        let file = try await context.artifacts.put(try JSONCoding.encode(report), at: context.artifactPrefix + "report.json")
        return EvaluateOutput(report: report, file: file)
    }

    /// What the report rests on: items, metrics and comparisons, not the models.
    private func hash(_ evaluation: EvaluateInput) throws -> String {
        let basis: JSONValue = .object([
            "test": try JSONValue.encoding(evaluation.dataset.test), "train": try JSONValue.encoding(evaluation.dataset.train),
            "metrics": try JSONValue.encoding(evaluation.metrics), "compare_with": try JSONValue.encoding(evaluation.compareWith),
            "gates": try JSONValue.encoding(evaluation.gates),
        ])
        return "ev_" + SHA256.digest(of: JSONWriter.canonical.bytes(basis)).hex.prefix(32)
    }

    private func regressions(_ outputs: [PredictOutput]) -> [EvaluationReport.Regression] {
        guard let base = outputs.first(where: { $0.system == .base }), let tuned = outputs.first(where: { $0.system == .tuned }) else { return [] }
        return base.perplexity.keys.sorted().compactMap { name in
            guard let before = base.perplexity[name], let after = tuned.perplexity[name] else { return nil }
            return EvaluationReport.Regression(name: "general text: \(name)", base: before, tuned: after)
        }
    }
}
