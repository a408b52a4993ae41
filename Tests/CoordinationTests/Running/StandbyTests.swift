import FleetCore
import FleetTesting
import Messaging
import Persistence
import Testing

@testable import Coordination

/// Two coordinators on one PostgreSQL: one reigns, the other one waits for its silence.
@Suite(.enabled(if: PostgresTestServer.isAvailable, "PostgreSQL is not installed"))
struct StandbyTests {
    private func coordinators() async throws -> (RunningFleet, RunningFleet) {
        let secret = try PostgresTestServer.database(identifiers: IdentifierSource(clock: SystemClock(), random: SystemRandom()))
        let broker = Bench.broker(ManualClock(), kinds: [.train])
        let first = try await PostgresStateStore.open(secret, clock: SystemClock(), readers: 1)
        let second = try await PostgresStateStore.open(secret, clock: SystemClock(), readers: 1)
        return (
            RunningFleet(store: first, broker: broker, seed: 2, mayHaveRival: true),
            RunningFleet(store: second, broker: broker, seed: 3, mayHaveRival: true)
        )
    }

    /// The standby's clock alone goes on until it reigns.
    private func takeOver(_ standby: RunningFleet) async throws {
        for _ in 0..<12 where !standby.coordinator.health.isReigning {
            standby.clock.advance(by: .seconds(1))
            try await standby.clock.untilSleeping(1)
        }
        try await standby.untilIdle()
    }

    @Test func theStandbyWaitsTakesOverAndTheDeposedOneChangesNothingAndStops() async throws {
        let (first, second) = try await coordinators()
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                let error = await expectFleetError { try await first.run() }
                #expect(error?.code == "deposed" && error?.disposition == .fatal)
            }
            try await first.untilIdle()
            try await first.submit()
            group.addTask { try await second.run() }
            try await second.clock.untilSleeping(1)
            for _ in 0..<15 {
                first.clock.advance(by: .seconds(1))
                try await first.untilIdle()
                second.clock.advance(by: .seconds(1))
                try await second.clock.untilSleeping(1)
            }
            #expect(first.coordinator.health.isReigning && !second.coordinator.health.isReigning)
            let refused = await expectFleetError { try await second.submit() }
            #expect(refused?.code == "not_reigning")

            // The first one stands still: its clock is withheld.
            try await takeOver(second)
            #expect(second.coordinator.health.isReigning)
            let before = try await second.store.read { try $0.job(Bench.job) }
            await #expect(throws: FleetError.self) {
                try await first.coordinator.writing.write("late") { _ = try $0.cancel(Bench.job, by: "deposed", cause: "late") }
            }
            #expect(try await second.store.read { try $0.job(Bench.job) } == before)

            // What the first one had planned is dispatched by the second.
            let worker = try await second.worker()
            try await worker.beat()
            #expect(try await second.pass { try second.runs().count == 1 })

            // It wakes up, and stops saying so.
            for _ in 0..<20 where first.coordinator.health.stopReason == nil {
                first.clock.advance(by: .seconds(3))
                try await first.untilIdleOrEnded()
            }
            second.shutdown.set()
            try await group.waitForAll()
        }
        #expect(first.coordinator.troubles["coordinating"]?.code == "deposed")
        #expect(!first.coordinator.health.isReigning)
        await first.store.close()
        await second.store.close()
    }

    @Test func theStandbyTakesOverFromOneThatWasStopped() async throws {
        let (first, second) = try await coordinators()
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await first.run() }
            try await first.untilIdle()
            try await first.submit()
            first.shutdown.set()
            try await group.next()
            group.addTask { try await second.run() }
            try await second.clock.untilSleeping(1)
            try await takeOver(second)
            #expect(second.coordinator.health.isReigning)
            #expect(second.coordinator.writing.term?.number == 2)
            second.shutdown.set()
            try await group.waitForAll()
        }
        await first.store.close()
        await second.store.close()
    }
}
