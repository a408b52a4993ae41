import FleetCore
import Foundation
import Testing

/// The rows of the fault matrix about money, each over many seeds of the simulated fleet: never two creates, and exactly one where the row says so.
@Suite("Money")
struct MoneyTests {
    /// 300 in a release, fewer where the whole suite runs: `MODELOPS_MONEY_SEEDS=300`.
    private static let seeds = ProcessInfo.processInfo.environment["MODELOPS_MONEY_SEEDS"].flatMap { UInt64($0) } ?? 12

    @Test(arguments: MoneyScenario.matrix)
    func neverTwoCreates(_ scenario: MoneyScenario) throws {
        var ends: [String: Int] = [:]
        for seed in 1...Self.seeds {
            let report = try FleetWorld(scenario.scenario(seed)).run()
            let faults = scenario.faults(in: report)
            #expect(faults.isEmpty, "row \(scenario.row), seed \(seed): \(faults.joined(separator: "; "))")
            let creates = report.ledgers.calls.count { $0.operation == .create && $0.isAccepted }
            let states =
                report.rows("permits").compactMap { $0.values["state"]?.string } + report.rows("jobs").compactMap { $0.values["state"]?.string }
            ends["\(creates) created, \(states.joined(separator: ", "))", default: 0] += 1
        }
        print(
            "row \(scenario.row): \(Self.seeds) seeds: \(ends.sorted { $0.key < $1.key }.map { "\($0.value)x \($0.key)" }.joined(separator: " · "))")
    }

    /// A seed with every line of what happened: `MODELOPS_MONEY_SEED=54/17`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["MODELOPS_MONEY_SEED"] != nil, "no seed was chosen"))
    func aSeedOfChoice() throws {
        let parts = (ProcessInfo.processInfo.environment["MODELOPS_MONEY_SEED"] ?? "").split(separator: "/").compactMap { UInt64($0) }
        let scenario = try #require(MoneyScenario.matrix.first { $0.row == Int(parts.first ?? 0) })
        let report = try FleetWorld(scenario.scenario(parts.last ?? 1), keeping: 1_000_000).run()
        for line in report.lines { print(line) }
        #expect(scenario.faults(in: report).isEmpty)
    }
}
