import FleetCore
import FleetTesting
import Testing

extension Faults {
    @Suite("Every failpoint, hit by hit", .serialized, .kafka, .long)
    struct FailpointMatrixTests {
        private static let worker: [Failpoint] = [
            .polledBeforeAccepted, .acceptedBeforeCommit, .executionBegun, .artifactsWrittenBeforeResult, .resultSentBeforeKnown,
        ]
        private static let coordinator: [Failpoint] = [
            .committedBeforePublish, .publishedBeforeMarked, .jobMoved, .stageMoved, .taskMoved,
        ]

        @Test("A sanitizer, killed at the Nth hit for every N", arguments: FailpointRun.Succession.allCases)
        func sanitizer(succession: FailpointRun.Succession) async throws {
            try await FaultFleet.run(FaultPlan("sanitizer matrix \(succession.rawValue)")) { fleet in
                try await fleet.startCoordinator()
                for point in Self.worker { try await Self.count(FailpointRun(fleet, "sanitizer", point, succession), .data) }
            }
        }

        @Test("A coordinator, killed at the Nth hit for every N", arguments: [FailpointRun.Succession.atOnce, .afterLease])
        func coordinator(succession: FailpointRun.Succession) async throws {
            try await FaultFleet.run(FaultPlan("coordinator matrix \(succession.rawValue)")) { fleet in
                try fleet.start("sanitizer")
                try fleet.start("trainer")
                for point in Self.coordinator { try await Self.count(FailpointRun(fleet, "coordinator", point, succession), .data, shards: 2) }
                try await Self.count(FailpointRun(fleet, "coordinator", .permitMoved, succession), .tuned, shards: 1)
            }
        }

        @Test("A trainer, killed at the Nth hit for every N of each step of a fine-tune", arguments: FailpointRun.Succession.allCases)
        func trainer(succession: FailpointRun.Succession) async throws {
            try await FaultFleet.run(FaultPlan("trainer matrix \(succession.rawValue)")) { fleet in
                try await fleet.startCoordinator()
                try fleet.start("sanitizer")
                for point in Self.worker + [.createdBeforeRecord] {
                    try await Self.count(FailpointRun(fleet, "trainer", point, succession), .tuned, shards: 1)
                }
            }
        }

        private static func count(_ run: FailpointRun, _ work: FaultFleet.Kind, shards: Int = 3) async throws {
            let kills = try await run.untilUntouched(work, shards: shards)
            FaultResults.shared.measure("\(run.point.rawValue), \(run.succession.rawValue)", runs: kills, figure: 0, unit: "jobs lost", limit: 0)
        }
    }
}
