import FleetCore
import FleetTesting
import Testing

extension Faults {
    @Suite("Two coordinators on PostgreSQL", .serialized, .kafka, .postgres)
    struct FailoverTests {
        private static var plan: FaultPlan {
            var plan = FaultPlan("failover")
            plan.usesPostgres = true
            return plan
        }

        @Test("The standby dispatches within fifteen seconds; one that was deposed changes nothing, and its late snapshots do not stay")
        func failover() async throws {
            try await FaultFleet.run(Self.plan) { fleet in
                let first = try await fleet.startCoordinator()
                let second = try fleet.start("coordinator", failpoint: "coordinator.committed_before_publish@12:stop")
                try fleet.start("sanitizer")
                try await fleet.submit("before")
                try await fleet.succeed("before")

                try await fleet.takeover(from: "killed") { try await first.kill() }
                try await fleet.reigns(second)
                // It stands still with committed messages in its hand, and speaks again under a term that is over.
                let third = try fleet.start("coordinator")
                try await fleet.submit(["held-1", "held-2", "held-3"])
                try await second.stands()
                try await fleet.reigns(third)
                try await fleet.succeed(["held-1", "held-2", "held-3"])
                second.goOn()
                #expect(try await second.end(within: .seconds(30)) == .exited(1), "a deposed coordinator ends")
                try await fleet.submit("after")
                try await fleet.succeed("after")
            }
        }

        @Test("A database that is restarted, or whose answer to COMMIT is lost, costs time only")
        func database() async throws {
            var plan = Self.plan
            plan = FaultPlan("database")
            plan.usesPostgres = true
            try await FaultFleet.run(plan) { fleet in
                let postgres = try #require(fleet.postgres)
                let proxy = try #require(fleet.storeProxy)
                try await fleet.startAll(sanitizers: 1, trainers: 1)
                let first = (0..<6).map { "restarted-\($0)" }
                try await fleet.submit(first)
                try await postgres.kill()
                try await fleet.clock.sleep(for: .seconds(1))
                try await postgres.restart()
                try await fleet.progress(in: "PostgreSQL restarted", of: first)

                let second = (0..<6).map { "commit-\($0)" }
                try await fleet.submit(second, .tuned)
                for number in 1...8 {
                    proxy.set(.loseAnswer(to: "COMMIT"))
                    try await fleet.until("the loss of an answer") { proxy.triggered >= number }
                }
                try await fleet.progress(in: "answers to COMMIT lost", of: second)
                #expect(fleet.creates == second.count)
            }
        }
    }
}

extension FaultFleet {
    /// Ends the reigning coordinator and measures until a job that is sent then is accepted by a worker.
    func takeover(from cause: String, _ end: () async throws -> Void) async throws {
        let before = board.acceptances.count
        try await end()
        let gone = clock.now()
        let key = "takeover, \(cause)"
        try await submit(key)
        try await until("the first dispatch of the next reign") { self.board.acceptances.count > before }
        let seconds = (clock.now() - gone).inSeconds
        FaultResults.shared.add("coordinator \(cause)", figure: seconds, unit: "s to the next dispatch", limit: 15)
        #expect(seconds <= 15)
        try await succeed(key)
    }
}
