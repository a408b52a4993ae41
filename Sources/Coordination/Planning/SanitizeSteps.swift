import FleetCore
import JSON
import JobDocument

/// The steps of sanitize: `plan` cuts the sources into shards, each a task of `shard` that it spawns; `merge` puts them together.
enum SanitizeSteps {
    static func begin(_ job: JobSpecification, shardBytes: Int64) throws -> StageStep {
        let input = SanitizePlanInput(plan: plan(job), shardBytes: shardBytes)
        return .tasks([PlannedTask(kind: .sanitize, step: "plan", input: try JSONValue.encoding(input))])
    }

    static func proceed(_ job: JobSpecification, finished: [StepOutput]) throws -> StageStep {
        if let merge = finished.last(where: { $0.step == "merge" }) { return .done(output: merge.output) }
        let shards = try finished.filter { $0.step == "shard" }.map { try $0.output.decode(SanitizeShardOutput.self) }.sorted { $0.index < $1.index }
        guard !shards.isEmpty else {
            throw FleetError(
                "dataset_empty", .rejected, "the sources hold no data", path: "dataset.sources",
                hint: "check the URIs and that the files are not empty")
        }
        let counts = shards.reduce(SanitizationCounts()) { $0 + $1.counts }
        guard counts.kept > 0 else {
            let reasons = counts.dropped.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            let advice = DroppedRows.advice(counts.dropped, missing: shards.lazy.compactMap(\.missing).first, split: job.dataset.split)
            throw FleetError(
                "dataset_empty", .rejected, "none of \(counts.read) rows is left after cleaning\(reasons.isEmpty ? "" : ": \(reasons)")",
                path: advice.path, hint: advice.hint)
        }
        let input = SanitizeMergeInput(plan: plan(job), shards: shards)
        return .tasks([PlannedTask(kind: .sanitize, step: "merge", input: try JSONValue.encoding(input))])
    }

    /// With `sanitize: false` the rows are still read, split and pinned; nothing is removed from them.
    private static func plan(_ job: JobSpecification) -> SanitizationPlan {
        guard let settings = job.sanitize.settings else {
            return SanitizationPlan(
                sources: job.dataset.sources, fields: job.dataset.fields, split: job.dataset.split, pii: .keep, removeDuplicates: false)
        }
        return SanitizationPlan(
            sources: job.dataset.sources, fields: job.dataset.fields, split: job.dataset.split, stripKeys: settings.stripKeys,
            length: settings.length, maximumInvalid: settings.maximumInvalid, pii: settings.pii.action,
            removeDuplicates: settings.removeDuplicates)
    }
}
