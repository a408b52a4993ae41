import FleetCore
import JSON
import Messaging

/// What the workers of a test answer to each step.
struct StepScript: Sendable {
    var rowsKept = 100
    var shards = 1
    var gate: EvaluationReport.GateResult.Outcome? = .passed
    var cost = Money.zero()
    var cancelCost: Money?
    /// What lives at the provider, in the parts that an inventory is told.
    var listings: [RemoteListing] = []

    func outcome(of run: TaskRun) throws -> (JSONValue, [SpawnedTask]) {
        switch (run.stage, run.step) {
        case (.sanitize, "plan"): return ([:], (0..<shards).map { SpawnedTask(step: "shard", input: ["number": .integer(Int64($0))]) })
        case (.sanitize, "shard"):
            var counts = SanitizationCounts()
            counts.read = 105
            counts.kept = rowsKept
            if rowsKept == 0 { counts.dropped = ["missing_field": 105] }
            return (try JSONValue.encoding(SanitizeShardOutput(index: 0, rows: Samples.reference("rows"), quarantine: nil, counts: counts)), [])
        case (.sanitize, _): return (try JSONValue.encoding(Samples.sanitized()), [])
        case (.materialize, _): return (try JSONValue.encoding(MaterializeOutput(views: [], summary: [:])), [])
        case (.train, "upload"): return (try JSONValue.encoding(TrainStepOutput(handles: ["training_file": "file-1"])), [])
        case (.train, "create"): return (try JSONValue.encoding(TrainStepOutput(handles: ["job": "ft-1"])), [])
        case (.train, "poll"): return (try JSONValue.encoding(TrainStepOutput(handles: ["model": "ft:model"])), [])
        case (.train, "inventory"):
            let after = try run.input.decode(RemoteInventoryInput.self).after
            return (try JSONValue.encoding(listings[after.flatMap { Int($0) } ?? 0]), [])
        case (.train, "cancel"), (.train, "retire"): return (try JSONValue.encoding(TrainCancelOutput(remoteState: "cancelled", cost: cancelCost)), [])
        case (.train, _):
            var output = Samples.trained
            output.cost = cost
            return (try JSONValue.encoding(output), [])
        case (.optimize, _): return (try JSONValue.encoding(Samples.optimized), [])
        case (.evaluate, "plan"): return ([:], [SpawnedTask(step: "predict", input: [:])])
        case (.evaluate, "predict"):
            let output = PredictOutput(
                system: .tuned, predictions: Samples.reference("predictions"), items: 240, errors: 0, perplexity: [:], seconds: 1)
            return (try JSONValue.encoding(output), [])
        default: return (try JSONValue.encoding(Samples.evaluated(gate)), [])
        }
    }
}
