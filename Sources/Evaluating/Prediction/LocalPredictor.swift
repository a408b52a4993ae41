import FleetCore
import Foundation
import JSON
import ObjectStorage
import Providers
import WorkerKit

/// Predictions of models that lie here as files: served by digest, one server at a time on a machine.
struct LocalPredictor: Sendable {
    let runtime: LocalModelRuntime
    let server: LocalModelServer
    let makeModel: @Sendable (ServedModel) throws -> any ChatModel
    private static let parallel = 2

    /// - Returns: predictions, and perplexity on general text where the weights are at full precision.
    func predict(_ input: PredictInput, items: [EvaluationItem], in context: any TaskContext) async throws -> ([Prediction], [String: Double]) {
        try runtime.check()
        switch input.system {
        case .baseRanked: return (try await ranked(input, items, context), [:])
        case .optimized:
            guard let model = input.evaluation.optimized, let file = model.files.first else { break }
            let path = try await context.scratchDirectory() + "/optimized.gguf"
            try await context.artifacts.download(file.artifact, to: path)
            return (try await served(path, file.artifact.sha256, items, context), [:])
        case .base:
            return try await fromFolder(try runtime.baseModel(input.evaluation.baseModel).folder, items, context)
        case .tuned:
            let folder = try await context.scratchDirectory() + "/tuned"
            try await ModelFiles.download(input.evaluation.tuned, to: folder, from: context.artifacts)
            return try await fromFolder(folder, items, context)
        case .majority, .naiveBayes: break
        }
        throw FleetError("system_unknown", .bug, "\(input.system.rawValue) is not predicted by a local model")
    }

    /// Untuned and tuned are served from the same format, float32, so that only the weights differ.
    private func fromFolder(_ folder: String, _ items: [EvaluationItem], _ context: any TaskContext) async throws -> ([Prediction], [String: Double]) {
        context.log("measuring perplexity on general text")
        let scratch = try await context.scratchDirectory()
        let texts = scratch + "/texts.jsonl"
        try write(GeneralText.all.map { .object(["name": .string($0.name), "text": .string($0.text)]) }, to: texts)
        let perplexity = try await runtime.perplexity(folder: folder, texts: texts)
        let file = try await runtime.quantize(folder: folder, format: "f32", to: scratch + "/served-f32.gguf", stop: context.drain)
        return (try await served(file.path, file.sha256, items, context), perplexity)
    }

    private func served(_ path: String, _ sha256: String, _ items: [EvaluationItem], _ context: any TaskContext) async throws -> [Prediction] {
        try await server.serving(path, sha256: sha256, parallel: Self.parallel) { [makeModel] served in
            context.log("serving \(sha256.prefix(12)) at \(served.baseURL)")
            return try await ServedPredictor(model: try makeModel(served), items: items, parallel: Self.parallel).predict(items, in: context)
        }
    }

    private func ranked(_ input: PredictInput, _ items: [EvaluationItem], _ context: any TaskContext) async throws -> [Prediction] {
        let labels = Set(try await DatasetItems.load(input.evaluation.dataset.train, from: context.artifacts).map(\.expected)).sorted()
        let rows = try await context.scratchDirectory() + "/items.jsonl"
        try write(
            items.map { .object(["messages": .array([.object(["role": .string("user"), "content": .string($0.prompt)])])]) }, to: rows)
        let folder = try runtime.baseModel(input.evaluation.baseModel).folder
        let ranked = try await runtime.rankLabels(folder: folder, rows: rows, labels: labels) { done, total in
            context.report(Progress(done: Double(done), total: Double(total), unit: "items", message: "ranking \(labels.count) labels"))
        }
        return zip(items, ranked).map { Prediction(id: $0.id, expected: $0.expected, answer: $1.best) }
    }

    private func write(_ lines: [JSONValue], to path: String) throws {
        var bytes: [UInt8] = []
        for line in lines { bytes += JSONWriter.compact.bytes(line) + [UInt8(ascii: "\n")] }
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw FleetError("scratch_unwritable", .transient, "\(path) cannot be written", hint: "check worker.scratch")
        }
    }
}
