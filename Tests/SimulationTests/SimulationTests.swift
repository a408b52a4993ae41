import FleetCore
import FleetTesting
import Foundation
import JSON
import Testing

/// The production loops of a whole fleet under faults from a seed. A seed that fails prints itself; to look at it:
///
///     MODELOPS_SIMULATION_SEED=17 swift test --filter SimulationTests.SimulationTests/aSeedOfChoice
@Suite("Simulation")
struct SimulationTests {
    private static func number(_ name: String) -> UInt64? { ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } }

    /// 200 seeds, or as many as `MODELOPS_SIMULATION_SEEDS` says; rows for a results file go where `MODELOPS_SIMULATION_RESULTS` says.
    @Test func everySeedEndsWellAndViolatesNothing() async throws {
        let count = Self.number("MODELOPS_SIMULATION_SEEDS") ?? 200
        let first = Self.number("MODELOPS_SIMULATION_FIRST") ?? 1
        let began = Date()
        let tally = try await SeedRun(first..<(first + count), tellingEvery: count > 1000 ? 250 : 0).run()
        let seconds = Date().timeIntervalSince(began)
        print(tally.coverage.text)
        print("faults by chance: \(tally.faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
        print(
            "simulation: \(tally.runs) seeds in \(Int(seconds)) s, \(Double(Int(Double(tally.runs) / seconds * 100)) / 100) seeds per second,"
                + " \(Int(tally.virtualSeconds / 3600)) virtual hours, \(tally.steps) steps,"
                + " \(Int(tally.slowestEnd)) virtual seconds from healing to the end of all jobs at the longest")
        if let path = ProcessInfo.processInfo.environment["MODELOPS_SIMULATION_RESULTS"] {
            try Data(JSONWriter.pretty.bytes(.array(tally.rows(seconds: seconds)))).write(to: URL(fileURLWithPath: path))
        }
        #expect(tally.runs == Int(count))
        let failing = tally.failures.map(\.seed).sorted()
        #expect(failing.isEmpty, "failing seeds")
        #expect(tally.coverage.undocumented.isEmpty)
        let missing = tally.coverage.missing(of: Int(count)).map(\.name)
        #expect(missing.isEmpty, "not visited: \(missing)")
        let refuted = tally.coverage.refuted.map(\.name)
        #expect(refuted.isEmpty, "no guards, because they were visited: \(refuted)")
    }

    @Test(arguments: [3, 1007, 20_260] as [UInt64])
    func aSeedReplaysToTheLastStep(_ seed: UInt64) throws {
        let first = try FleetWorld(Scenario.drawn(seed)).run()
        let second = try FleetWorld(Scenario.drawn(seed)).run()
        #expect(first.digest == second.digest)
        #expect(first.ledgers == second.ledgers)
        #expect(try FleetWorld(Scenario.drawn(seed + 1)).run().digest != first.digest)
    }

    @Test func withoutFaultsEveryJobSucceeds() throws {
        var scenario = Scenario.quiet(1)
        scenario.jobs = (0..<4).map { JobScript(key: "wish-\($0)", tenant: FleetWorld.tenants[$0 % 2]) }
        let report = try FleetWorld(scenario).run()
        #expect(report.isClean, "\(report.text)")
        #expect(report.rows("jobs").map { $0.values["state"]?.string } == Array(repeating: "succeeded", count: 4))
        #expect(report.ledgers.calls.count { $0.operation == .create } == 4)
    }

    /// One seed with every line of what happened.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["MODELOPS_SIMULATION_SEED"] != nil, "no seed was chosen"))
    func aSeedOfChoice() throws {
        let report = try FleetWorld(Scenario.drawn(Self.number("MODELOPS_SIMULATION_SEED") ?? 1), keeping: 1_000_000).run()
        for line in report.lines { print(line) }
        print(report.text)
        #expect(report.isClean)
    }
}
