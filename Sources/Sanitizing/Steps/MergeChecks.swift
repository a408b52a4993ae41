import FleetCore

/// What a dataset must be to go on.
enum MergeChecks {
    private static let filters: Set<String> = ["empty", "too_long", "pii_dropped", "duplicate"]

    static func invalidShare(_ counts: SanitizationCounts, _ plan: SanitizationPlan, _ shards: [SanitizeShardOutput]) throws {
        let invalid = counts.dropped.filter { !filters.contains($0.key) }
        let total = invalid.values.reduce(0, +)
        guard counts.read > 0, Double(total) / Double(counts.read) > plan.maximumInvalid else { return }
        let reasons = invalid.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let advice = DroppedRows.advice(invalid, missing: shards.lazy.compactMap(\.missing).first, split: plan.split)
        // Nothing reads that file again: it only says which rows of the source are meant.
        let list = shards.lazy.compactMap(\.quarantine).first { $0.bytes > 0 }.map { "; the artifact \($0.key) lists them" } ?? ""
        throw FleetError(
            "too_many_invalid_rows", .rejected,
            "\(total) of \(counts.read) rows are invalid (\(reasons)), at most \(plan.maximumInvalid) of them may be\(list)",
            path: "sanitize.max_invalid", hint: "\(advice.hint) (\(advice.path)). Mend the source, or raise sanitize.max_invalid")
    }

    static func rows(_ counts: SanitizationCounts, trainingRows: Int, _ plan: SanitizationPlan, _ shards: [SanitizeShardOutput]) throws {
        guard counts.kept == 0 || trainingRows == 0 else { return }
        let reasons = counts.dropped.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let why = reasons.isEmpty ? "" : " (\(reasons))"
        guard counts.kept == 0 else {
            let groups = plan.split.groupBy.map { ", and rows with the same \($0.prefix(64)) stay together" } ?? ""
            throw FleetError(
                "no_rows", .rejected, "no row is left for training of \(counts.kept)\(why)", path: "dataset.split",
                hint: "validation and test take them all\(groups): lower their shares, or give more rows")
        }
        let advice = DroppedRows.advice(counts.dropped, missing: shards.lazy.compactMap(\.missing).first, split: plan.split)
        throw FleetError("no_rows", .rejected, "no row is left of \(counts.read)\(why)", path: advice.path, hint: advice.hint)
    }
}
