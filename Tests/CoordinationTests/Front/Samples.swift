import FleetCore
import JSON

/// Documents and stage outputs that several suites use.
enum Samples {
    static let shortest = """
        {"name": "support-triage",
         "dataset": {"sources": ["file:///data/tickets.jsonl"], "fields": {"prompt": "body", "completion": "queue"}},
         "train": {"provider": "local", "base_model": "smollm2-135m-instruct"}}
        """

    /// The shortest job with more members.
    static func job(_ members: String) -> String { String(shortest.dropLast()) + ", \(members)}" }

    static func reference(_ name: String) -> ArtifactReference {
        ArtifactReference(key: "jobs/j/t/1-e/\(name)", sha256: String(repeating: "a", count: 64), bytes: 10)
    }

    static let dataset = DatasetVersion(
        id: "ds_1", manifest: reference("manifest.json"), train: .init(rows: 80, shards: [reference("train")]),
        validation: .init(rows: 10, shards: []), test: .init(rows: 10, shards: []))

    static func sanitized() -> SanitizeOutput {
        var counts = SanitizationCounts()
        counts.read = 105
        counts.kept = 100
        counts.dropped = ["duplicate": 5]
        counts.redacted = ["email": 3]
        counts.rowsWithPII = 2
        return SanitizeOutput(dataset: dataset, counts: counts, report: reference("report"), quarantine: [])
    }

    static let tuned = ModelArtifact(
        format: .folder, files: [.init(path: "model.safetensors", artifact: reference("model"))], provider: "local",
        baseModel: "smollm2-135m-instruct")
    static let quantised = ModelArtifact(
        format: .gguf, files: [.init(path: "model.gguf", artifact: reference("gguf"))], provider: "local", baseModel: "smollm2-135m-instruct",
        precision: "q8_0")

    static let trained = TrainOutput(model: tuned, figures: ["train_loss": 0.5], cost: .zero())

    static let optimized = OptimizeOutput(
        reference: nil, model: quantised,
        before: BenchmarkFigures(requests: 10, p50Milliseconds: 20, p95Milliseconds: 30, tokensPerSecond: 50, bytes: 500_000_000, exactMatch: 0.9),
        after: BenchmarkFigures(requests: 10, p50Milliseconds: 10, p95Milliseconds: 15, tokensPerSecond: 100, bytes: 150_000_000, exactMatch: 0.89),
        report: reference("optimize"))

    static func evaluated(_ outcome: EvaluationReport.GateResult.Outcome?) -> EvaluateOutput {
        let gates = outcome.map {
            [EvaluationReport.GateResult(gate: Gate(metric: "exact_match", min: 0.7), outcome: $0, reason: "0.875 against 0.7")]
        }
        let score = EvaluationReport.Score(
            system: .tuned, metric: "exact_match", value: 0.875, low: 0.8, high: 0.92, items: 240, passed: 210, failed: 30, errors: 1)
        let lost = EvaluationReport.Comparison(
            metric: "exact_match", system: .tuned, versus: .naiveBayes, difference: -0.02, low: -0.05, high: -0.001, items: 240, pValue: 0.04,
            verdict: .worse, itemsNeeded: nil)
        return EvaluateOutput(
            report: EvaluationReport(
                datasetVersion: "ds_1", evaluationHash: "eh", items: 240, scores: [score], comparisons: [lost], gates: gates ?? [],
                regressions: [.init(name: "general", base: 20, tuned: 24)], remarks: ["one item could not be asked"]),
            file: reference("report"))
    }

    static func outputs(_ outcome: EvaluationReport.GateResult.Outcome?, isOptimized: Bool = false) throws -> [StageKind: JSONValue] {
        var outputs: [StageKind: JSONValue] = [
            .sanitize: try JSONValue.encoding(sanitized()), .train: try JSONValue.encoding(trained),
            .evaluate: try JSONValue.encoding(evaluated(outcome)),
        ]
        if isOptimized { outputs[.optimize] = try JSONValue.encoding(optimized) }
        return outputs
    }
}
