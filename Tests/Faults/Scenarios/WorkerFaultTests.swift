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

        @Test("A worker that is killed at any step of a task loses no job, whoever comes after it")
        func killedAtEachStep() async throws {
            try await FaultFleet.run(FaultPlan("worker killed")) { fleet in
                try await fleet.startCoordinator()
                for (number, step) in Self.steps.enumerated() {
                    try await FailpointRun(fleet, "sanitizer", step, number.isMultiple(of: 2) ? .atOnce : .withSecond).once(turn: 1)
                }
            }
        }

        @Test("A dead worker's attempt runs elsewhere within a lease and a sweep")
        func aDeadWorkersAttemptRunsElsewhere() async throws {
            var plan = FaultPlan("dead worker")
            // As in production: the group notices a dead member long after a short lease has ended.
            plan.sessionMilliseconds = 10_000
            try await FaultFleet.run(plan) { fleet in
                try await fleet.startAll(sanitizers: 1)
                let armed = try fleet.start("sanitizer", failpoint: "worker.execution_begun@1")
                try await fleet.submit("dead", shards: 12)
                #expect(try await fleet.wasKilled(armed, orEnded: "dead"))
                let died = fleet.clock.now()
                try await fleet.succeed("dead")
                let next = fleet.board.acceptances.first { $0.attempt > 1 && $0.at > died }
                let seconds = try #require(next).at - died
                FaultResults.shared.add("dead worker, lease 3 s", figure: seconds.inSeconds, unit: "s to elsewhere", limit: 3.5 + 1)
                #expect(seconds < .seconds(4.5), "\(seconds)")
            }
        }

        @Test("A worker that stood still for longer than its lease changes nothing afterwards, and works on")
        func aZombieChangesNothing() async throws {
            try await FaultFleet.run(FaultPlan("zombie")) { fleet in
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
            }
        }

        @Test("A worker that is asked to leave gives back what it holds, asked once or twice, and also when nobody waits for it")
        func leaving() async throws {
            try await FaultFleet.run(FaultPlan("leaving")) { fleet in
                try await fleet.startCoordinator()
                for (number, way) in ["once", "twice", "impatient"].enumerated() {
                    let key = "leaving-\(way)"
                    let leaving = try fleet.start("sanitizer")
                    let before = fleet.board.acceptances.count
                    try await fleet.submit(key, shards: 16)
                    try await fleet.until("an acceptance") { fleet.board.acceptances.count > before }
                    let asked = fleet.clock.now()
                    leaving.signal(SIGTERM)
                    if way == "twice" { leaving.signal(SIGTERM) }
                    if way == "impatient" { try await leaving.kill() }
                    let end = try await leaving.end(within: .seconds(30))
                    let seconds = fleet.clock.now() - asked
                    if way == "once" {
                        #expect(end == .exited(0))
                        FaultResults.shared.add("SIGTERM in the middle, grace 20 s", figure: seconds.inSeconds, unit: "s to exit 0", limit: 15)
                        #expect(seconds < .seconds(15))
                    }
                    let successor = try fleet.start("sanitizer")
                    try await fleet.succeed(key)
                    if number < 2 { #expect(try await successor.stop() == .exited(0)) }
                }
            }
        }
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
