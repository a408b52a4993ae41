import FleetCore

/// What a dataset must be to go on.
enum MergeChecks {
    private static let filters: Set<String> = ["empty", "too_long", "pii_dropped", "duplicate"]

    static func invalidShare(_ counts: SanitizationCounts, _ plan: SanitizationPlan) throws {
        let invalid = counts.dropped.filter { !filters.contains($0.key) }
        let total = invalid.values.reduce(0, +)
        guard counts.read > 0, Double(total) / Double(counts.read) > plan.maximumInvalid else { return }
        let reasons = invalid.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        throw FleetError(
            "too_many_invalid_rows", .rejected,
            "\(total) of \(counts.read) rows are invalid (\(reasons)), at most \(plan.maximumInvalid) of them may be",
            path: "sanitize.max_invalid", hint: "mend the rows in the quarantine file, check dataset.fields, or raise sanitize.max_invalid")
    }

    static func rows(_ counts: SanitizationCounts, trainingRows: Int) throws {
        guard counts.kept > 0, trainingRows > 0 else {
            let reasons = counts.dropped.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            let what = counts.kept == 0 ? "no row is left of \(counts.read)" : "no row is left for training of \(counts.kept)"
            throw FleetError(
                "no_rows", .rejected, what + (reasons.isEmpty ? "" : " (\(reasons))"), path: counts.kept == 0 ? "dataset.sources" : "dataset.split",
                hint: "check the sources, dataset.fields and the filters of sanitize")
        }
    }
}
