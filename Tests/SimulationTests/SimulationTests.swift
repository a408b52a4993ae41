import FleetCore
import FleetTesting
import Foundation
import Testing

@Suite("Simulation")
struct SimulationTests {
    @Test func oneSeed() throws {
        let seed = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) } ?? 1
        let count = ProcessInfo.processInfo.environment["COUNT"].flatMap { UInt64($0) } ?? 1
        let isVerbose = ProcessInfo.processInfo.environment["VERBOSE"] != nil
        for seed in seed..<(seed + count) {
            let began = Date()
            let report = try FleetWorld(Scenario.drawn(seed), keeping: isVerbose ? 1_000_000 : 0).run()
            for line in report.lines { print(line) }
            if !report.isClean || count == 1 { print(report.text) }
            print("seed \(seed) clean \(report.isClean) steps \(report.steps) virtual \(report.virtualTime.inSeconds) real \(Date().timeIntervalSince(began)) digest \(report.digest)")
        }
    }
}
