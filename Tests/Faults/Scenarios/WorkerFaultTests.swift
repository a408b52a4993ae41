import FleetCore
import FleetTesting
import Glibc
import Testing

extension Faults {
    @Suite("Workers that die, stand still and leave", .serialized, .kafka)
    struct WorkerFaultTests {
        private static let steps: [Failpoint] = [
            .polledBeforeAccepted, .acceptedBeforeCommit, .executionBegun, .artifactsWrittenBeforeResult, .resultSentBeforeKnown,
        ]

        @Test("A worker that is killed at any step of a task loses no job, whoever comes after it, and its attempts soon run elsewhere")
        func killed() async throws {
            try await FaultFleet.run(FaultPlan("worker killed")) { fleet in
                try await fleet.startCoordinator()
                for (number, step) in Self.steps.enumerated() {
                    try await FailpointRun(fleet, "sanitizer", step, number.isMultiple(of: 2) ? .atOnce : .withSecond).once(turn: 1)
                }
                for old in fleet.running("sanitizer") { #expect(try await old.stop() == .exited(0)) }
                try await fleet.deadWorker(lease: .seconds(3), sweep: .milliseconds(500))
            }
        }

        @Test("A worker that stood still for longer than its lease changes nothing afterwards; one that is asked to leave gives back what it holds")
        func zombiesAndLeavers() async throws {
            try await FaultFleet.run(FaultPlan("zombies and leavers")) { fleet in
                try await fleet.startCoordinator()
                let zombie = try fleet.start("sanitizer", failpoint: "worker.artifacts_written_before_result@2:stop")
                try await fleet.submit("zombie")
                try await zombie.stands()
                let other = try fleet.start("sanitizer")
                try await fleet.succeed("zombie")
                zombie.goOn()
                try await fleet.submit("both")
                try await fleet.succeed("both")
                #expect(try await other.stop() == .exited(0))
                try await fleet.submit("awake")
                try await fleet.succeed("awake")
                #expect(try await zombie.stop() == .exited(0))
                for way in Leaving.allCases { try await fleet.leave(way) }
            }
        }

        /// How a worker is asked to leave.
        enum Leaving: String, CaseIterable {
            case once, twice
            /// The platform does not wait.
            case impatient
        }
    }
}

extension FaultFleet {
    /// Kills a worker with several executions in its hands, beside one with fewer slots, and measures until the last of them is taken up again.
    func deadWorker(lease: Duration, sweep: Duration) async throws {
        // As in production: the group notices a dead member by its own session, long after a short lease has ended.
        let session = ["KAFKA_OPTIONS": "session.timeout.ms=10000"]
        try start("sanitizer", session.merging(["WORKER_SLOTS": "1"]) { $1 })
        let armed = try start("sanitizer", failpoint: "worker.execution_begun@3", session.merging(["WORKER_SLOTS": "4"]) { $1 })
        let scenario = "dead worker, lease \(Int(lease.inSeconds)) s"
        var died: MonotonicInstant?
        // It may have come too late for the first; few shards, so that nothing else waits for the living one when the lease ends.
        let patience = clock.now() + .seconds(60)
        var number = 0
        while died == nil, clock.now() < patience {
            number += 1
            let key = "\(scenario), \(number)"
            try await submit(key, shards: 10)
            if try await wasKilled(armed, orEnded: key) { died = clock.now() }
            try await succeed(key, within: .seconds(120))
        }
        let death = try #require(died)
        let again = board.acceptances.filter { $0.attempt > 1 && $0.at > death }
        let first = Dictionary(again.map { ($0.task, $0.at - death) }, uniquingKeysWith: { min($0, $1) })
        let slowest = try #require(first.values.max()).inSeconds
        // What the coordinator decides after a lease and a sweep still travels to a worker.
        let limit = (lease + sweep).inSeconds + 1.5
        FaultResults.shared.measure(scenario, runs: first.count, figure: slowest, unit: "s until its attempts run elsewhere", limit: limit)
    }

    /// Asks a worker to leave in the middle of a job; another one finishes it.
    func leave(_ way: Faults.WorkerFaultTests.Leaving) async throws {
        let key = "leaving-\(way)"
        let leaving = try start("sanitizer")
        let before = board.acceptances.count
        try await submit(key, shards: 16)
        try await until("an acceptance") { self.board.acceptances.count > before }
        let asked = clock.now()
        leaving.signal(SIGTERM)
        switch way {
        case .once: break
        case .twice: leaving.signal(SIGTERM)
        case .impatient: try await leaving.kill()
        }
        let end = try await leaving.end(within: .seconds(30))
        let seconds = (clock.now() - asked).inSeconds
        if way == .once {
            #expect(end == .exited(0))
            FaultResults.shared.measure("SIGTERM in the middle, grace 20 s", figure: seconds, unit: "s to exit 0", limit: 15)
        }
        let successor = try start("sanitizer")
        try await succeed(key)
        #expect(try await successor.stop() == .exited(0))
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
