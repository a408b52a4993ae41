import FleetCore

/// Turns predictions into scores with intervals, paired comparisons and gates. Pure: the same predictions give the same report.
public struct ReportBuilder: Sendable {
    private let bootstrap: PairedBootstrap

    public init(bootstrap: PairedBootstrap = PairedBootstrap()) { self.bootstrap = bootstrap }

    /// - Parameters:
    ///   - predictions: by system, one per item.
    ///   - metrics: names of metrics; unknown ones become remarks.
    ///   - subject: the system that the policy is about.
    public func report(
        datasetVersion: String, evaluationHash: String, predictions: [EvaluatedSystem: [Prediction]], metrics names: [String], gates: [Gate],
        subject: EvaluatedSystem, regressions: [EvaluationReport.Regression], remarks: [String]
    ) -> EvaluationReport {
        var remarks = remarks
        var metrics: [any EvaluationMetric] = []
        for name in names {
            if let metric = EvaluationMetrics.named(name) { metrics.append(metric) } else { remarks.append("the metric \(name) is not known here") }
        }
        let systems = EvaluatedSystem.allCases.filter { predictions[$0] != nil }
        let scores = metrics.flatMap { metric in systems.compactMap { score($0, predictions[$0] ?? [], metric) } }
        let comparisons = metrics.flatMap { metric in
            pairs(systems, subject).compactMap { compare($0, $1, predictions, metric) }
        }
        let judge = GateJudge(scores: scores, comparisons: comparisons, subject: subject)
        return EvaluationReport(
            datasetVersion: datasetVersion, evaluationHash: evaluationHash, items: predictions.values.map(\.count).max() ?? 0, scores: scores,
            comparisons: comparisons, gates: gates.map(judge.judge), regressions: regressions, remarks: remarks)
    }

    /// The subject against everything else, and the tuned model against everything but itself.
    private func pairs(_ systems: [EvaluatedSystem], _ subject: EvaluatedSystem) -> [(EvaluatedSystem, EvaluatedSystem)] {
        var pairs = systems.filter { $0 != subject }.map { (subject, $0) }
        if subject != .tuned, systems.contains(.tuned) {
            pairs += systems.filter { $0 != .tuned && $0 != subject }.map { (.tuned, $0) }
        }
        return pairs
    }

    private func score(_ system: EvaluatedSystem, _ predictions: [Prediction], _ metric: any EvaluationMetric) -> EvaluationReport.Score? {
        let answered = predictions.compactMap { prediction in prediction.scorable.map { AnsweredItem(expected: prediction.expected, answer: $0) } }
        let errors = predictions.count - answered.count
        guard !answered.isEmpty else {
            return EvaluationReport.Score(
                system: system, metric: metric.name, value: nil, low: nil, high: nil, items: 0, passed: 0, failed: 0, errors: errors)
        }
        let statistic = metric.statistic(of: answered)
        let value = statistic(Array(answered.indices))
        let items = answered.count
        let right = metric.isRightOrWrong ? Int((value * Double(items)).rounded()) : 0
        let interval =
            metric.isRightOrWrong
            ? WilsonInterval.of(right: Double(right), items: items)
            : bootstrap.interval(items: items, statistic)
        return EvaluationReport.Score(
            system: system, metric: metric.name, value: value, low: interval.low, high: interval.high, items: items, passed: right,
            failed: metric.isRightOrWrong ? items - right : 0, errors: errors)
    }

    private func compare(
        _ system: EvaluatedSystem, _ versus: EvaluatedSystem, _ predictions: [EvaluatedSystem: [Prediction]], _ metric: any EvaluationMetric
    ) -> EvaluationReport.Comparison? {
        let others = Dictionary((predictions[versus] ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        // Only items that both answered: an error on one side must not count for the other.
        let both: [(expected: String, ours: String, theirs: String)] = (predictions[system] ?? []).compactMap { ours in
            guard let answer = ours.scorable, let theirs = others[ours.id]?.scorable else { return nil }
            return (ours.expected, answer, theirs)
        }
        guard !both.isEmpty else { return nil }
        let ours = metric.statistic(of: both.map { AnsweredItem(expected: $0.expected, answer: $0.ours) })
        let theirs = metric.statistic(of: both.map { AnsweredItem(expected: $0.expected, answer: $0.theirs) })
        let difference = { (drawn: [Int]) in ours(drawn) - theirs(drawn) }
        let observed = difference(Array(both.indices))
        let interval = bootstrap.interval(items: both.count, difference)
        var pValue: Double?
        var needed: Int?
        var clear = interval.low > 0 || interval.high < 0
        if metric.isRightOrWrong {
            let right = both.map { (metric.score(expected: $0.expected, answer: $0.ours) ?? 0, metric.score(expected: $0.expected, answer: $0.theirs) ?? 0) }
            let onlyOurs = right.count { $0.0 > $0.1 }
            let onlyTheirs = right.count { $0.0 < $0.1 }
            let found = McNemarTest.pValue(onlyFirst: onlyOurs, onlySecond: onlyTheirs)
            pValue = found
            clear = found < 0.05
            needed = clear ? nil : McNemarTest.itemsNeeded(onlyFirst: onlyOurs, onlySecond: onlyTheirs, items: both.count).map { max(0, $0 - both.count) }
        }
        let verdict: EvaluationReport.Comparison.Verdict = !clear ? .cannotTell : observed > 0 ? .better : .worse
        return EvaluationReport.Comparison(
            metric: metric.name, system: system, versus: versus, difference: observed, low: interval.low, high: interval.high, items: both.count,
            pValue: pValue, verdict: verdict, itemsNeeded: needed)
    }
}
