import FleetCore

/// A card as text of at most about 100 columns, for a terminal.
public enum EvidenceText {
    public static func render(_ card: EvidenceCard) -> String {
        var lines: [String] = []
        let name = card.model.map { model in card.version.map { "\(model)@\($0)" } ?? model } ?? "unregistered model"
        lines.append("\(name)   \(card.verdict.words)")
        if let job = card.job { lines.append("job \(job)") }
        section("Systems, on the same items", systems(card), &lines)
        section("Compared", comparisons(card), &lines)
        section("Gates", gates(card), &lines)
        section("What got worse", regressions(card), &lines)
        section("Data", data(card.data), &lines)
        section("Training", training(card.training), &lines)
        section("Optimisation", optimization(card.optimization), &lines)
        section("Paid", paid(card.paid), &lines)
        section("Switched off", card.switchedOff, &lines)
        section("Remarks", card.evaluation?.remarks ?? [], &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ title: String, _ content: [String], _ lines: inout [String]) {
        guard !content.isEmpty else { return }
        lines += ["", title]
        lines += content.map { "  " + $0 }
    }

    private static func systems(_ card: EvidenceCard) -> [String] {
        guard let report = card.evaluation else { return ["nothing was measured"] }
        let rows = report.scores.map { score in
            // A metric of all items together passes and fails none of them.
            let count = score.passed + score.failed > 0 ? "\(score.passed) of \(score.items)" : "\(score.items)"
            return [
                label(score.system), score.metric, score.value.map(number) ?? "not measured", interval(score),
                count + (score.errors > 0 ? ", \(score.errors) errors" : ""),
            ]
        }
        return TextTable.lines([["system", "metric", "value", "95 % interval", "items"]] + rows)
    }

    private static func interval(_ score: EvaluationReport.Score) -> String {
        guard let low = score.low, let high = score.high else { return "" }
        return "[\(number(low)), \(number(high))]"
    }

    private static func comparisons(_ card: EvidenceCard) -> [String] {
        (card.evaluation?.comparisons ?? []).map { comparison in
            let sign = comparison.difference >= 0 ? "+" : ""
            var line = "\(label(comparison.system)) against \(label(comparison.versus)), \(comparison.metric): "
            line += "\(words(comparison.verdict)) (\(sign)\(number(comparison.difference))"
            line += ", 95 % [\(number(comparison.low)), \(number(comparison.high))], \(comparison.items) items"
            if let pValue = comparison.pValue { line += ", p \(pValue < 0.001 ? "< 0.001" : number(pValue))" }
            line += ")"
            if comparison.verdict == .cannotTell, let needed = comparison.itemsNeeded { line += "; about \(needed) more items would tell" }
            return line
        }
    }

    private static func gates(_ card: EvidenceCard) -> [String] {
        guard let report = card.evaluation else { return [] }
        if report.gates.isEmpty { return ["none were asked for"] }
        return report.gates.map { "\($0.outcome.rawValue): \($0.reason)" }
    }

    private static func regressions(_ card: EvidenceCard) -> [String] {
        (card.evaluation?.regressions ?? []).map { regression in
            let change = regression.base == 0 ? "" : " (\(number((regression.tuned / regression.base - 1) * 100)) %)"
            return "perplexity of \(regression.name): \(number(regression.base)) before, \(number(regression.tuned)) after\(change)"
        }
    }

    private static func data(_ data: DataEvidence) -> [String] {
        var lines = [
            "version \(data.datasetVersion)",
            "rows: \(data.trainRows) train, \(data.validationRows) validation, \(data.testRows) test (of \(data.counts.read) read)",
        ]
        let dropped = counts(data.counts.dropped)
        lines.append("dropped: \(dropped.isEmpty ? "none" : dropped)")
        let redacted = counts(data.counts.redacted)
        lines.append("personal data removed: \(redacted.isEmpty ? "none found" : "\(redacted), in \(data.counts.rowsWithPII) rows")")
        if !data.quarantine.isEmpty { lines.append("quarantined rows: \(data.quarantine.count) files, for the owner of the data") }
        lines += data.claims.map { "\($0.holds ? "claim holds" : "CLAIM DOES NOT HOLD"): \($0.statement); \($0.finding)" }
        return lines
    }

    private static func training(_ training: EvidenceCard.Training) -> [String] {
        var lines = ["\(training.method) with \(training.adapter) on \(training.baseModel), provider \(training.provider)"]
        let settings = training.hyperparameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        if !settings.isEmpty { lines.append(settings.joined(separator: ", ")) }
        let figures = training.figures.sorted { $0.key < $1.key }.map { "\($0.key) \(number($0.value))" }
        if !figures.isEmpty { lines.append(figures.joined(separator: ", ")) }
        return lines
    }

    private static func optimization(_ optimization: EvidenceCard.Optimization?) -> [String] {
        guard let optimization else { return [] }
        func row(_ name: String, _ figures: BenchmarkFigures) -> [String] {
            [
                name, "\(number(figures.p50Milliseconds)) ms", "\(number(figures.p95Milliseconds)) ms", number(figures.tokensPerSecond),
                "\(number(Double(figures.bytes) / 1_000_000)) MB", figures.exactMatch.map(number) ?? "–",
            ]
        }
        let passes = optimization.passes.map { [$0.type, $0.format].compactMap { $0 }.joined(separator: " ") }.joined(separator: ", ")
        return ["passes: \(passes)"]
            + TextTable.lines([
                ["", "p50", "p95", "tokens/s", "size", "exact match"], row("before", optimization.before), row("after", optimization.after),
            ])
    }

    private static func paid(_ paid: EvidenceCard.Paid) -> [String] {
        var line = "\(paid.cost), permits \(paid.permits)"
        if let budget = paid.budget { line += ", of a budget of \(budget)" }
        return [line]
    }

    private static func label(_ system: EvaluatedSystem) -> String {
        switch system {
        case .base: "untuned"
        case .baseRanked: "untuned, labels ranked"
        case .majority: "majority class"
        case .naiveBayes: "naive Bayes"
        case .tuned: "tuned"
        case .optimized: "tuned and optimised"
        }
    }

    private static func words(_ verdict: EvaluationReport.Comparison.Verdict) -> String {
        switch verdict {
        case .better: "better"
        case .worse: "worse"
        case .cannotTell: "cannot tell"
        }
    }

    private static func counts(_ counts: [String: Int]) -> String {
        counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    private static func number(_ value: Double) -> String { NumberText.short(value) }
}
