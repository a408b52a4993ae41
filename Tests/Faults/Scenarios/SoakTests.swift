import FleetCore
import FleetTesting
import Foundation
import Glibc
import Testing

extension Faults {
    @Suite("Soak", .serialized, .kafka, .postgres, .long)
    struct SoakTests {
        @Test("Jobs at a steady pace with a fault every twenty seconds: nothing is lost, memory and descriptors stay flat")
        func soak() async throws {
            var plan = FaultPlan("soak")
            plan.usesPostgres = true
            try await FaultFleet.run(plan) { fleet in
                try await fleet.startCoordinator()
                try fleet.start("coordinator")
                for kind in ["sanitizer", "sanitizer", "trainer"] { try fleet.start(kind) }
                let end = fleet.clock.now() + .seconds(FaultMode.soakMinutes * 60)
                // The processes whose growth is measured are left alone; their neighbours take the faults.
                let steady = [fleet.running("sanitizer")[0], fleet.running("trainer")[0]]
                var growth = steady.map { _ in Growth() }
                var keys: [String] = []
                var round = 0
                while fleet.clock.now() < end {
                    let batch = (0..<6).map { "soak-\(round)-\($0)" }
                    keys += batch
                    try await fleet.submit(Array(batch.prefix(5)), shards: 2)
                    try await fleet.submit(Array(batch.suffix(1)), .tuned, shards: 1)
                    try await SoakFault.allCases[round % SoakFault.allCases.count].strike(fleet)
                    try await fleet.clock.sleep(for: .seconds(14))
                    for (index, process) in steady.enumerated() { growth[index].measure(process, at: Double(round)) }
                    round += 1
                }
                try await fleet.succeed(keys, within: .seconds(300))
                #expect(fleet.creates == round)
                for (process, growth) in zip(steady, growth) {
                    let hours = FaultMode.soakMinutes / 60
                    let scenario = "soak of \(Int(FaultMode.soakMinutes)) min, \(process.name)"
                    FaultResults.shared.measure(scenario, runs: keys.count, figure: growth.megabytes / hours, unit: "MB resident per hour", limit: 40)
                    FaultResults.shared.measure(scenario, runs: keys.count, figure: growth.descriptors / hours, unit: "descriptors per hour", limit: 10)
                }
            }
        }
    }
}
