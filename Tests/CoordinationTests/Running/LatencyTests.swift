import FleetCore
import FleetTesting
import Messaging
import Persistence
import Testing

@testable import Coordination

/// Nothing on the way of a job waits for an interval: the clock stands still in here.
struct LatencyTests {
    @Test(.timeLimit(.minutes(1)))
    func fromTheSubmissionToTheEndNothingWaitsForTheClock() async throws {
        let clock = ManualClock()
        let fleet = RunningFleet(
            store: try SQLiteStateStore.inMemory(clock: clock), broker: Bench.broker(clock, kinds: [.train]), clock: clock,
            planner: ScriptedPlanner(steps: [("first", 1), ("second", 1)]))
        let start = clock.now()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await fleet.run() }
            defer { group.cancelAll() }
            try await fleet.untilIdle()
            let reader = try await fleet.broker.assignedConsumer(clientName: "worker")
            try await reader.assign(
                [0, 1].reduce(into: [:]) { $0[TopicPartition(topic: WorkKind.train.topic, partition: $1)] = .offset(0) })
            let worker = try await fleet.worker()
            try await worker.beat()
            try await fleet.submit()
            for step in ["first", "second"] {
                guard case .records(let records)? = try await reader.next(limit: 10) else { return #expect(Bool(false), "no dispatch") }
                let run = try fleet.run(in: records[0])
                #expect(run.step == step)
                let token = ScriptedWorker.token(run)
                try await worker.accept([token])
                try await worker.complete(token)
            }
            fleet.shutdown.set()
            try await group.waitForAll()
        }
        #expect(clock.now() == start)
    }
}
