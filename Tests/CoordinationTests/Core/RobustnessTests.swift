import FleetCore
import Messaging
import Persistence
import Testing

@testable import Coordination

/// What one worker, task or message does wrong stays with it.
struct RobustnessTests {
    @Test func aWorkerWithoutPartitionsDoesNotKeepOthersFromTheirTasks() async throws {
        let bench = try await Bench.start()
        try await ScriptedWorker(bench, "worker_b").beat(slots: 64, partitions: [])
        try await ScriptedWorker(bench).beat(slots: 1)
        try await bench.settle()
        #expect(try bench.runs().count == 1)
    }

    @Test func aBeatWithAbsurdFiguresIsBelievedWithinBounds() async throws {
        let bench = try await Bench.start()
        for slots in [Int.min, Int.max] {
            try await ScriptedWorker(bench, "worker_b").beat(slots: slots, partitions: [-1, .min])
            try await ScriptedWorker(bench, "worker_c", partition: 1).beat(slots: slots)
            try await ScriptedWorker(bench).beat(slots: slots)
            try await bench.settle()
        }
        #expect(try bench.runs().count == 1)
        #expect(bench.coordinator.workers.allSatisfy { (0...4096).contains($0.slots) && $0.partitions.allSatisfy { $0 >= 0 } })
    }

    @Test func aTaskWhoseMessageCannotBeMadeFailsItsJobAndNothingElse() async throws {
        let bench = try await Bench.start(ScriptedPlanner(steps: [("run", 1)]))
        var task = try #require(try await bench.tasks().first)
        task.checkpoint = "{\"pages\": \"" + String(repeating: "x", count: 600_000) + "\"}"
        let heavy = task
        try await bench.coordinator.writer.change("grow") { try $0.transaction.update(heavy) }
        try await ScriptedWorker(bench).beat()
        try await bench.settle()
        #expect(try bench.runs().isEmpty)
        let job = try await bench.jobRow()
        #expect(job.state == .failed)
        #expect(job.error?.contains("dispatching") == true)
    }

    @Test func aPartOfAChangeThatFailsLeavesNeitherRowsNorEffects() async throws {
        let bench = try await Bench.start()
        let id = JobID("job_2")
        let left = try await bench.coordinator.writer.change("half") { change in
            do {
                try change.nested {
                    try change.transaction.insert(
                        JobRow(id: id, tenant: TenantName("default"), name: "b", document: "{}", documentHash: "i", createdAt: change.now))
                    try change.start(id, actor: "test")
                    throw FleetError("refused", .rejected, "not this one")
                }
            } catch let error as FleetError where error.code == "refused" {}
            return (effects: change.effects.count, hasJob: try change.transaction.job(id) != nil)
        }
        #expect(left.effects == 0 && !left.hasJob)
        #expect(try await bench.store.read { try $0.job(id) } == nil)
    }

    @Test func aTaskWithTooLargeAnInputFailsItsJobWhenItIsPlanned() async throws {
        var planner = ScriptedPlanner()
        planner.ballast = String(repeating: "x", count: 500_000)
        let bench = try await Bench.start(planner)
        let job = try await bench.jobRow()
        #expect(job.state == .failed)
        #expect(job.error?.contains("task_input_too_large") == true)
    }
}
