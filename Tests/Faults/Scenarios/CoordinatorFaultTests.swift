import FleetCore
import FleetTesting
import Testing

extension Faults {
    @Suite("A coordinator that dies", .serialized, .kafka)
    struct CoordinatorFaultTests {
        @Test("A coordinator that is killed within a change, or around its messages, loses no job")
        func killedAtEachStep() async throws {
            try await FaultFleet.run(FaultPlan("coordinator killed")) { fleet in
                try fleet.start("sanitizer")
                try fleet.start("trainer")
                for step in [Failpoint.committedBeforePublish, .publishedBeforeMarked, .jobMoved, .stageMoved] {
                    try await FailpointRun(fleet, "coordinator", step, .atOnce).once(turn: 2)
                }
                try await FailpointRun(fleet, "coordinator", .taskMoved, .afterLease).once(turn: 3)
                try await FailpointRun(fleet, "coordinator", .permitMoved, .atOnce).once(turn: 2, .tuned)
                for step in [Failpoint.termClaimed, .reignBegun] {
                    try await FailpointRun(fleet, "coordinator", step, .atOnce).once(turn: 1)
                }
            }
        }
    }
}
