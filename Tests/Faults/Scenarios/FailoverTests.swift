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

        @Test("The standby dispatches soon; one that was deposed changes nothing and its late snapshots do not stay; a database that fails costs time only")
        func failover() async throws {
            try await FaultFleet.run(Self.plan) { fleet in
                let first = try await fleet.startCoordinator()
                let second = try fleet.start("coordinator", failpoint: "coordinator.committed_before_publish@90:stop")
                try fleet.start("sanitizer")
                try await fleet.submit("before")
                try await fleet.succeed("before")

                try await fleet.takeover(from: "killed") { try await first.kill() }
                try await fleet.reigns(second)
                // It stands still with committed messages in its hand, and speaks again under a term that is over.
                let third = try fleet.start("coordinator")
                let held = (0..<12).map { "held-\($0)" }
                try await fleet.submit(held)
                try await second.stands()
                try await fleet.takeover(from: "paused") {}
                try await fleet.reigns(third)
                try await fleet.succeed(held)
                second.goOn()
                #expect(try await second.end(within: .seconds(30)) == .exited(1), "a deposed coordinator ends")
                try await fleet.submit("after")
                try await fleet.succeed("after")

                try await fleet.databaseFails()
            }
        }
    }
}

extension FaultFleet {
    /// Ends the reigning coordinator and measures until a job that is sent then is accepted by a worker.
    func takeover(from cause: String, _ end: () async throws -> Void) async throws {
        try await end()
        let gone = clock.now()
        let key = "takeover, \(cause)"
        try await submit(key)
        // Only the next reign can have taken it; what is accepted from then on is of its dispatching.
        try await until("the next reign") { self.board.job(of: key) != nil }
        let before = board.acceptances.count
        try await until("the first dispatch of the next reign") { self.board.acceptances.count > before }
        let seconds = (clock.now() - gone).inSeconds
        FaultResults.shared.measure("reigning coordinator \(cause)", figure: seconds, unit: "s to the next dispatch", limit: 15)
        try await succeed(key)
    }

    /// One coordinator is left, and the database fails it.
    func databaseFails() async throws {
        let postgres = try #require(postgres)
        let proxy = try #require(storeProxy)
        try start("trainer")
        let first = (0..<6).map { "restarted-\($0)" }
        try await submit(first)
        try await postgres.kill()
        try await clock.sleep(for: .seconds(1))
        try await postgres.restart()
        try await progress(in: "PostgreSQL restarted", of: first)

        let second = (0..<6).map { "commit-\($0)" }
        try await submit(second, .tuned)
        for number in 1...8 {
            proxy.set(.loseAnswer(to: "COMMIT"))
            try await until("the loss of an answer") { proxy.triggered >= number }
        }
        try await progress(in: "answers to COMMIT lost", of: second)
        #expect(creates == second.count)
    }
}
