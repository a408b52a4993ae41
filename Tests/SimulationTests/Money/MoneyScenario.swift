import FleetCore
import FleetTesting
import Testing

/// One of the fault matrix's rows about money: what happens, and what may come of it.
struct MoneyScenario: Sendable, CustomTestStringConvertible {
    /// The row of the fault matrix.
    let row: Int
    let name: String
    /// How many objects may be created at the provider.
    var creates: ClosedRange<Int> = 1...1
    /// The states in which the permit may end.
    var permits: Set<String>
    /// The states in which the job may end.
    var jobs: Set<String>
    /// Whether every forced fault comes in every seed.
    var alwaysFires = true
    /// Makes the history of a seed; drawn from a stream of its own.
    let prepare: @Sendable (inout Scenario, SeededRandom) -> Void

    var testDescription: String { "\(row): \(name)" }

    func scenario(_ seed: UInt64) -> Scenario {
        var scenario = Scenario.quiet(seed)
        scenario.jobs = [JobScript(key: "wish")]
        // What is left to a person must be seen as that.
        scenario.personDecides = false
        prepare(&scenario, SeededRandom(seed: seed ^ UInt64(row) &* 0x9E37_79B9))
        return scenario
    }

    /// What is wrong with a run; empty where nothing is.
    func faults(in report: RunReport) -> [String] {
        var faults: [String] = []
        let made = report.ledgers.calls.filter { $0.operation == .create && $0.isAccepted }
        if !report.isClean { faults.append(report.text) }
        if alwaysFires, !report.unfired.isEmpty { faults.append("these faults did not come: \(report.unfired)") }
        if !creates.contains(made.count) { faults.append("\(made.count) creates") }
        if Set(made.map(\.intent)).count != made.count { faults.append("one intent was created twice") }
        let states = report.rows("permits").compactMap { $0.values["state"]?.string }
        if states.contains(where: { !permits.contains($0) }) { faults.append("permits ended as \(states)") }
        let ends = report.rows("jobs").compactMap { $0.values["state"]?.string }
        if ends.contains(where: { !jobs.contains($0) }) { faults.append("jobs ended as \(ends)") }
        faults += made.compactMap { create in
            ends == ["cancelled"] && runsOn(create.remote, in: report) ? "\(create.remote ?? "") goes on although its job was cancelled" : nil
        }
        return faults
    }

    /// Whether nobody ended an object, nobody saw its end, and no person was asked to look.
    private func runsOn(_ remote: String?, in report: RunReport) -> Bool {
        let calls = report.ledgers.calls.filter { $0.remote == remote }
        if calls.contains(where: { $0.operation == .cancel || ($0.operation == .poll && $0.chargedMicros != nil) }) { return false }
        return !report.rows("permits").contains { $0.values["state"]?.string == "needs_review" }
    }
}
