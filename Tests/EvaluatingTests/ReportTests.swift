import FleetCore
import Foundation
import JSON
import Testing

@testable import Evaluating

@Suite struct ReportTests {
    private func predictions(_ right: Int, of items: Int, errors: Int = 0) -> [Prediction] {
        (0..<items).map { number in
            if number >= items - errors { return Prediction(id: "\(number)", expected: "yes", answer: nil, error: "timed_out") }
            return Prediction(id: "\(number)", expected: "yes", answer: number < right ? "yes" : "no")
        }
    }

    private func report(_ predictions: [EvaluatedSystem: [Prediction]], gates: [Gate], subject: EvaluatedSystem = .tuned) -> EvaluationReport {
        ReportBuilder().report(
            datasetVersion: "ds_1", evaluationHash: "h", predictions: predictions, metrics: ["exact_match", "macro_f1"], gates: gates,
            subject: subject, regressions: [], remarks: [])
    }

    @Test func aClearDifferenceIsBetterAndASmallOneCannotBeTold() throws {
        let clear = report([.base: predictions(10, of: 100), .tuned: predictions(80, of: 100)], gates: [])
        let comparison = try #require(clear.comparisons.first { $0.metric == "exact_match" && $0.versus == .base })
        #expect(comparison.verdict == .better)
        #expect(abs(comparison.difference - 0.7) < 1e-9)
        let close = report([.naiveBayes: predictions(79, of: 100), .tuned: predictions(80, of: 100)], gates: [])
        let even = try #require(close.comparisons.first { $0.metric == "exact_match" && $0.versus == .naiveBayes })
        #expect(even.verdict == .cannotTell)
        #expect((even.itemsNeeded ?? 0) > 0)
    }

    @Test(arguments: [1e300, -.greatestFiniteMagnitude, .infinity])
    func aGateOfAnySizeIsJudged(_ least: Double) {
        let gates = [Gate(metric: "exact_match", min: least), Gate(metric: "exact_match", versus: "base", maximumDrop: least)]
        let report = report([.base: predictions(9, of: 10), .tuned: predictions(9, of: 10)], gates: gates)
        #expect(report.gates.map(\.outcome) == (least > 0 ? [.failed, .passed] : [.passed, .failed]))
    }

    @Test func aMissingMeasurementIsNeverAPass() {
        let gates = [
            Gate(metric: "exact_match", versus: "base", verdict: "better"), Gate(metric: "rouge", min: 0), Gate(metric: "exact_match"),
            Gate(metric: "exact_match", versus: "unoptimized", maximumDrop: 1),
        ]
        let outcomes = report([.tuned: predictions(99, of: 100)], gates: gates).gates.map(\.outcome)
        #expect(outcomes == [.error, .error, .error, .error])
    }

    @Test func anErrorIsNeitherAPassNorAFailAndBlocksTheGate() throws {
        let report = report([.tuned: predictions(90, of: 100, errors: 10)], gates: [Gate(metric: "exact_match", min: 0.5)])
        let score = try #require(report.scores.first)
        #expect((score.items, score.passed, score.failed, score.errors) == (90, 90, 0, 10))
        #expect(report.gates.map(\.outcome) == [.error])
        #expect(!report.allGatesPassed)
    }

    @Test func anAnswerBesideAnErrorIsAnErrorAndIsComparedWithNothing() throws {
        let broken = Prediction(id: "0", expected: "yes", answer: "yes", error: "boom")
        let report = report([.tuned: [broken], .base: predictions(1, of: 1)], gates: [Gate(metric: "exact_match", min: 0)])
        let score = try #require(report.scores.first { $0.system == .tuned })
        #expect((score.items, score.passed, score.errors) == (0, 0, 1))
        #expect(report.comparisons.isEmpty)
        #expect(report.gates.map(\.outcome) == [.error])
    }

    @Test func whatWasNotMeasuredIsNullAndNoNumber() throws {
        let report = report([.tuned: predictions(0, of: 3, errors: 3)], gates: [Gate(metric: "exact_match", min: 0)])
        for score in report.scores {
            #expect(score.value == nil && score.low == nil && score.high == nil)
            let json = try JSONValue.encoding(score)
            for member in ["value", "low", "high"] { #expect(json["\(member)"] == .null, "\(member)") }
            #expect(try json.decode(EvaluationReport.Score.self) == score)
        }
        #expect(report.gates.map(\.outcome) == [.error])
    }

    @Test func theGateIsAboutTheModelThatWouldShip() {
        let gates = [Gate(metric: "exact_match", min: 0.7), Gate(metric: "exact_match", versus: "unoptimized", maximumDrop: 0.02)]
        let report = report([.tuned: predictions(80, of: 100), .optimized: predictions(60, of: 100)], gates: gates, subject: .optimized)
        #expect(report.gates.map(\.outcome) == [.failed, .failed])
        #expect(report.comparisons.contains { $0.system == .optimized && $0.versus == .tuned && $0.verdict == .worse })
    }

    @Test func macroF1CountsEveryLabelTheSame() {
        let metric = MacroF1Metric()
        // 98 of "a" right, both "b" answered as "a": accuracy is .98, the rare label is lost.
        let pairs = (0..<98).map { _ in AnsweredItem(expected: "a", answer: "A.") } + [AnsweredItem](repeating: AnsweredItem(expected: "b", answer: "a"), count: 2)
        #expect(abs(metric.aggregate(pairs) - (2 * 98.0 / (98 + 100)) / 2) < 1e-12)
    }

    @Test func naiveBayesLearnsWordsAndTheMajorityDoesNot() throws {
        let rows = [("a chess game", "games"), ("card game with cats", "games"), ("perl module", "perl"), ("module for perl dates", "perl"), ("a puzzle game", "games")]
            .map { (prompt: $0.0, answer: $0.1) }
        let bayes = try #require(NaiveBayesBaseline(rows: rows))
        #expect(bayes.answer(to: "another perl module") == "perl")
        #expect(bayes.answer(to: "unseen words only") == "games")
        #expect(MajorityBaseline(answers: rows.map(\.answer))?.answer == "games")
        #expect(NaiveBayesBaseline(rows: []) == nil)
    }

    @Test func everyMetricOfTheFolderIsListed() throws {
        let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/Evaluating/Metrics")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix("Metric.swift") && $0 != "EvaluationMetric.swift" }
        #expect(Set(files.map { String($0.dropLast(6)) }) == Set(EvaluationMetrics.all.map { "\(type(of: $0))" }))
    }
}
