import FleetCore
import FleetTesting
import Glibc
import Testing

extension Faults {
    @Suite("Whole fleets for long", .serialized, .kafka, .long)
    struct LongFleetTests {
        @Test("Every process is replaced, one after the other, while two hundred jobs run", .postgres)
        func rollingRestart() async throws {
            var plan = FaultPlan("rolling restart")
            plan.usesPostgres = true
            try await FaultFleet.run(plan) { fleet in
                try await fleet.startCoordinator()
                try fleet.start("coordinator")
                for kind in ["sanitizer", "sanitizer", "trainer", "trainer"] { try fleet.start(kind) }
                let keys = (0..<200).map { "rolling-\($0)" }
                try await fleet.submit(Array(keys.prefix(170)))
                try await fleet.submit(Array(keys.suffix(30)), .tuned)
                for kind in ["sanitizer", "trainer", "coordinator"] {
                    for old in fleet.running(kind) {
                        try await fleet.clock.sleep(for: .seconds(2))
                        let asked = fleet.clock.now()
                        #expect(try await old.stop() == .exited(0), "\(old.name)")
                        FaultResults.shared.measure("rolling restart: \(old.name)", figure: (fleet.clock.now() - asked).inSeconds, unit: "s to exit 0", limit: 15)
                        try fleet.start(kind)
                    }
                }
                try await fleet.succeed(keys, within: .seconds(900))
                #expect(fleet.creates == 30)
            }
        }

        @Test("A coordinator that was away for twenty leases expires none that is alive")
        func unreadBeats() async throws {
            try await FaultFleet.run(FaultPlan("unread beats")) { fleet in
                let coordinator = try await fleet.startCoordinator()
                try fleet.start("sanitizer")
                try fleet.start("trainer")
                // An upload that stands still holds an execution that beats.
                fleet.providerProxy.set(.blackhole)
                let before = fleet.board.acceptances.count
                try await fleet.submit("unread", .tuned, shards: 1)
                try await fleet.until("the upload") { fleet.board.acceptances.count >= before + 4 }
                try await coordinator.kill()
                try await fleet.clock.sleep(for: .seconds(60))
                try await fleet.startCoordinator()
                try await fleet.clock.sleep(for: .seconds(8))
                fleet.providerProxy.heal()
                try await fleet.succeed("unread")
            } afterwards: { ledgers in
                let expired = ledgers.rows.filter { $0.table == "attempts" && $0.values["outcome"]?.string?.contains("lease") == true }
                FaultResults.shared.measure("60 s of unread beats, lease 3 s", figure: Double(expired.count), unit: "expiries of the living", limit: 0)
                #expect(expired.isEmpty, "\(ledgers.rows.filter { $0.table == "attempts" })")
            }
        }

        @Test("The usual lease: a dead worker's attempt runs elsewhere within 35 seconds")
        func usualLease() async throws {
            var plan = FaultPlan("usual lease")
            plan.lease = "30s"
            plan.sweep = "5s"
            plan.sessionMilliseconds = 10_000
            try await FaultFleet.run(plan) { fleet in
                try await fleet.startCoordinator()
                try await fleet.deadWorker(lease: .seconds(30), sweep: .seconds(5))
            }
        }
    }
}
