import Evaluating
import FleetCore
import FleetHost
import JSON

/// `modelops eval score --predictions FILE`: scores given predictions; no model and no fleet is needed.
struct EvalScoreCommand: Command {
    let name = ["eval", "score"]
    let operands = ""
    let summary = "Score predictions of a file, with intervals; several systems are compared on the same items."
    let options = [
        OptionSpecification("predictions", value: "FILE", "JSON lines: {\"id\", \"expected\", \"answer\" or \"error\", \"system\"}; system is tuned without it."),
        OptionSpecification("metric", value: "NAME", "A metric; may be repeated; exact_match and macro_f1 without it."),
        OptionSpecification("min", value: "METRIC=VALUE", "A gate: the least value that passes; may be repeated."), SharedOptions.json,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        guard let path = arguments.value("predictions") else {
            throw FleetError("usage", .rejected, "--predictions is missing", hint: "write --predictions FILE")
        }
        let scorer = PredictionScorer()
        let predictions = try scorer.predictions(lines: try SettingsFile.read(path, atMost: 256 << 20), from: path)
        let report = try scorer.report(predictions, metrics: arguments.all("metric"), gates: try arguments.all("min").map(gate))
        if arguments.has("json") {
            context.console.print(String(decoding: try JSONCoding.encode(report), as: UTF8.self))
        } else {
            lines(report).forEach(context.console.print)
        }
        return report.allGatesPassed ? ExitCode.success : ExitCode.gatesFailed
    }

    private func gate(_ text: String) throws -> Gate {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let least = Double(parts[1]), least.isFinite else {
            throw FleetError("usage", .rejected, "'\(text)' is no gate", hint: "write --min exact_match=0.7")
        }
        return Gate(metric: parts[0], min: least)
    }

    private func lines(_ report: EvaluationReport) -> [String] {
        let rows = report.scores.map { score in
            [score.system.rawValue, score.metric, score.value.map(figure) ?? "not measured", interval(score), "\(score.items)", "\(score.errors)"]
        }
        var lines = TextTable.lines(["SYSTEM", "METRIC", "VALUE", "95 %", "ITEMS", "ERRORS"], rows)
        for comparison in report.comparisons {
            lines.append(
                "\(comparison.metric): \(comparison.system.rawValue) against \(comparison.versus.rawValue) \(figure(comparison.difference))"
                    + " [\(figure(comparison.low)), \(figure(comparison.high))] \(comparison.verdict.rawValue.replacing("_", with: " "))")
        }
        for gate in report.gates { lines.append("gate \(gate.outcome.rawValue): \(gate.reason)") }
        return lines + report.remarks
    }

    private func interval(_ score: EvaluationReport.Score) -> String {
        guard let low = score.low, let high = score.high else { return "" }
        return "\(figure(low))–\(figure(high))"
    }

    private func figure(_ number: Double) -> String { NumberText.fixed(number) }
}
