import FleetTesting
import Foundation
import JSON
import Synchronization
import Testing

/// Rows of the results file: each scenario with its runs, violations, and what was measured. Kept as JSON lines in the file that
/// `MODELOPS_TEST_FAULT_RESULTS` names, which `deploy/faults` makes its table from.
final class FaultResults: Sendable {
    static let shared = FaultResults()

    private let turn = Mutex(())

    /// What the judge said of a whole run.
    func judged(_ scenario: String, _ verdict: Verdict, _ ledgers: Ledgers) {
        let lost = verdict.violations(of: .nothingLost).count
        let doubled = verdict.violations(of: .money).filter { $0.anomaly == "double_create" }.count
        add(scenario, runs: ledgers.submits.count, violations: verdict.violations.count, figure: Double(lost), unit: "jobs lost", limit: 0)
        add(scenario, runs: ledgers.submits.count, violations: doubled, figure: Double(doubled), unit: "duplicate creates", limit: 0)
    }

    /// One figure of one scenario. The limit is asserted where the machine is the test's own (`deploy/faults --real`); elsewhere it is only told:
    /// beside other work a second is no promise of ours.
    func measure(
        _ scenario: String, runs: Int = 1, figure: Double, unit: String, limit: Double, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        add(scenario, runs: runs, violations: figure > limit ? 1 : 0, figure: figure, unit: unit, limit: limit)
        if FaultMode.isReal { #expect(figure <= limit, "\(scenario): \(unit)", sourceLocation: sourceLocation) }
    }

    /// One figure that nothing is asked of.
    func tell(_ scenario: String, runs: Int = 1, figure: Double, unit: String) {
        add(scenario, runs: runs, violations: 0, figure: figure, unit: unit, limit: nil)
    }

    private func add(_ scenario: String, runs: Int, violations: Int, figure: Double, unit: String, limit: Double?) {
        let rounded = (figure * 1000).rounded() / 1000
        let row: JSONValue = [
            "scenario": .string(scenario), "runs": .integer(Int64(runs)), "violations": .integer(Int64(violations)),
            "figure": .number(rounded), "unit": .string(unit), "limit": limit.map { .number($0) } ?? .null,
        ]
        FaultFleet.say("\(scenario): \(rounded) \(unit)\(limit.map { " (at most \($0))" } ?? ""), \(runs) runs")
        guard let path = ProcessInfo.processInfo.environment["MODELOPS_TEST_FAULT_RESULTS"] else { return }
        turn.withLock { _ in
            if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
            guard let file = FileHandle(forWritingAtPath: path) else { return }
            file.seekToEndOfFile()
            file.write(Data((JSONWriter.compact.text(row) + "\n").utf8))
            file.closeFile()
        }
    }
}
