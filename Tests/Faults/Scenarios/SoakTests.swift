import FleetCore
import FleetTesting
import Foundation
import Glibc
import Testing

extension Faults {
    @Suite("Soak", .serialized, .kafka, .postgres, .long)
    struct SoakTests {
        /// Of what the fleet can do.
        private static let load = 0.7
        /// Jobs under way while its capacity is measured: several for each slot of its workers.
        private static let kept = 100
        /// Of submissions at its pace: the longest fault takes ten seconds, and what it leaves is worked off at the rest of the capacity.
        private static let mostBacklogSeconds = 40.0
        /// Jobs that the judge reads in one piece: a quarter of a megabyte and 10 ms each.
        private static let mostJudged = 20_000.0

        @Test("Jobs at 70 % of the capacity with a fault every twenty seconds: nothing is lost, memory and descriptors stay flat")
        func soak() async throws {
            var plan = FaultPlan("soak")
            plan.usesPostgres = true
            // So many that the processors limit what is done, and not the round trips to a few slots.
            plan.slots = 8
            try await FaultFleet.run(plan) { fleet in
                try await fleet.startCoordinator()
                try fleet.start("coordinator")
                for kind in ["sanitizer", "sanitizer", "trainer"] { try fleet.start(kind) }
                // The processes whose growth is measured are left alone; their neighbours take the faults.
                let steady = [fleet.running("sanitizer")[0], fleet.running("trainer")[0]]
                let load = try await FaultLoad.on(fleet)
                let pace = try await Self.pace(load)
                try await load.succeed(within: .seconds(120))

                let begin = fleet.clock.now()
                let end = begin + .seconds(FaultMode.soakMinutes * 60)
                let before = (use: try MachineUse.now(), jobs: load.submitted)
                async let faults: Void = Self.strike(fleet, until: end)
                async let growth = Self.watch(steady, fleet, until: end)
                let kept = try await load.run(JobSchedule(pace: pace, mostOutstanding: Int((pace * Self.mostBacklogSeconds).rounded(.up))), until: end)
                let seconds = (fleet.clock.now() - begin).inSeconds
                let percent = try MachineUse.now().percent(since: before.use)
                try await faults
                try await load.succeed(within: .seconds(300))
                await load.close()
                #expect(fleet.creates == load.tuned)
                let ended = fleet.board.endCount - before.jobs
                for (figure, unit) in [
                    (Double(kept.submitted), "jobs submitted"), (Double(ended), "jobs ended"), (kept.pausedSeconds, "s of \(Int(seconds)) paused"),
                    (percent, "% of all processors busy"),
                ] { FaultResults.shared.tell(Self.name, runs: ended, figure: figure, unit: unit) }
                for (process, growth) in zip(steady, try await growth) { Self.judge(process, growth, jobs: ended) }
            } afterwards: { _ in
                FaultResults.shared.tell(Self.name, figure: try FaultFleet.peakMegabytes(), unit: "MB, the test with its judge at most")
            }
        }

        private static var name: String { "soak of \(Int(FaultMode.soakMinutes)) min" }

        /// Jobs a second that are to be submitted: the share of what the fleet just did without a fault.
        private static func pace(_ load: FaultLoad) async throws -> Double {
            let before = try MachineUse.now()
            let capacity = try await load.capacity(keeping: kept, warmUp: .seconds(20), for: .seconds(60))
            FaultResults.shared.tell(name, figure: try MachineUse.now().percent(since: before), unit: "% of all processors busy at capacity")
            FaultResults.shared.tell(name, figure: capacity, unit: "jobs/s, capacity")
            try #require(capacity > 0, "no job ended while the capacity was measured")
            let wanted = Self.load * capacity
            let pace = min(wanted, max(mostJudged - Double(load.submitted), 0) / (FaultMode.soakMinutes * 60))
            let reason = pace < wanted ? ", cut to what can be judged" : ""
            FaultResults.shared.tell(name, figure: pace, unit: "jobs/s, pace (\(Int((100 * pace / capacity).rounded())) % of the capacity\(reason))")
            return pace
        }

        private static func strike(_ fleet: FaultFleet, until end: MonotonicInstant) async throws {
            var round = 0
            var next = fleet.clock.now()
            while next < end {
                try await SoakFault.allCases[round % SoakFault.allCases.count].strike(fleet)
                round += 1
                next = next + .seconds(20)
                try await fleet.clock.sleep(until: min(next, end))
            }
        }

        private static func watch(_ processes: [TestProcess], _ fleet: FaultFleet, until end: MonotonicInstant) async throws -> [Growth] {
            let begin = fleet.clock.now()
            var growth = processes.map { _ in Growth() }
            while fleet.clock.now() < end {
                try await fleet.clock.sleep(for: .seconds(5))
                for (index, process) in processes.enumerated() { growth[index].measure(process, at: (fleet.clock.now() - begin).inSeconds) }
            }
            return growth
        }

        private static func judge(_ process: TestProcess, _ growth: Growth, jobs: Int) {
            let limits = growth.limits(megabytes: 40, descriptors: 10)
            let scenario = "\(name), \(process.name)"
            FaultResults.shared.measure(scenario, runs: jobs, figure: growth.megabytesPerHour, unit: "MB resident per hour", limit: limits.megabytes)
            FaultResults.shared.measure(scenario, runs: jobs, figure: growth.descriptorsPerHour, unit: "descriptors per hour", limit: limits.descriptors)
        }
    }
}
