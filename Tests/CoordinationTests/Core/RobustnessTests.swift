import FleetCore
import FleetTesting
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

    /// What a task needs cannot be read: whoever took it for nothing would give it to a worker that cannot do it.
    @Test func aTaskWhoseNeedsAreDamagedFailsItsJobAndKeepsNoOtherFromAWorker() async throws {
        let bench = try await Bench.start(ScriptedPlanner(needs: ["provider:local"]))
        var row = try #require(try await bench.tasks().first)
        row.needs = #"["provider:local""#
        let damaged = row
        let other = JobID("job_2")
        try await bench.coordinator.writer.change("damage") { change in
            try change.transaction.update(damaged)
            try change.transaction.insert(
                JobRow(id: other, tenant: TenantName("default"), name: "b", document: "{}", documentHash: "i", createdAt: change.now))
            try change.start(other, actor: "test")
        }
        try await ScriptedWorker(bench).beat(slots: 4, capabilities: ["provider:local"])
        try await bench.settle()
        #expect(try bench.runs().map(\.job) == [other])
        let job = try await bench.jobRow()
        #expect(job.state == .failed)
        #expect(job.error?.contains("list_damaged") == true)
    }

    @Test func aTaskWhoseNeedsAreDamagedKeepsNobodyFromBeingToldWhyItWaits() async throws {
        let bench = try await Bench.start(ScriptedPlanner(steps: [("run", 1)], needs: ["provider:local"]))
        var row = try #require(try await bench.tasks().first)
        row.needs = "[7]"
        let damaged = row
        let other = JobID("job_2")
        try await ScriptedWorker(bench).beat(slots: 0)
        try await bench.read()
        try await bench.coordinator.writer.change("damage") { change in
            try change.transaction.update(damaged)
            try change.transaction.insert(
                JobRow(id: other, tenant: TenantName("default"), name: "b", document: "{}", documentHash: "i", createdAt: change.now))
            try change.start(other, actor: "test")
        }
        try await bench.loops.waiting.look()
        #expect(try await bench.store.read { try $0.job(other) }?.waitingReason == "no_matching_worker")
        #expect(try await bench.jobRow().waitingReason == nil)
    }

    @Test func aStageWhoseListOfPredecessorsIsDamagedDoesNotBegin() async throws {
        let bench = try await Bench.start()
        let result = try await bench.coordinator.writer.change("damage") { change in
            var stage = try #require(try change.transaction.stage(.train, of: Bench.job))
            stage.state = .pending
            stage.waitsFor = "materialize"
            try change.transaction.update(stage)
            let error = expectFleetError { try change.unblockStages(of: Bench.job) }
            return (error: error, state: try change.transaction.stage(.train, of: Bench.job)?.state)
        }
        #expect(result.error?.code == "list_damaged" && result.error?.disposition == .permanent && result.error?.hint != nil)
        #expect(result.state == .pending)
    }

    /// Its neighbour's result stands in the same batch.
    @Test func aResultWhoseTaskIsDamagedFailsItsJobAndNoOther() async throws {
        let bench = try await Bench.start(ScriptedPlanner(needs: ["provider:local"]))
        let other = JobID("job_2")
        try await bench.coordinator.writer.change("another job") { change in
            try change.transaction.insert(
                JobRow(id: other, tenant: TenantName("default"), name: "b", document: "{}", documentHash: "i", createdAt: change.now))
            try change.start(other, actor: "test")
        }
        let worker = try await ScriptedWorker(bench)
        try await worker.beat(slots: 4, capabilities: ["provider:local"])
        try await bench.settle()
        let tokens = Dictionary(uniqueKeysWithValues: try bench.runs().map { ($0.job, ScriptedWorker.token($0)) })
        let (damaged, whole) = (try #require(tokens[Bench.job]), try #require(tokens[other]))
        try await worker.accept([damaged, whole])
        try await bench.settle()
        try await bench.coordinator.writer.change("damage") { change in
            var task = try #require(try change.transaction.task(damaged.task))
            task.needs = "{}"
            try change.transaction.update(task)
        }
        try await worker.complete(damaged, spawning: [SpawnedTask(step: "run", input: .null)])
        try await worker.complete(whole)
        try await bench.settle()
        let job = try await bench.jobRow()
        #expect(job.state == .failed && job.error?.contains("list_damaged") == true)
        #expect(try await bench.store.read { try $0.job(other) }?.state == .succeeded)
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

    private func accept(_ bench: Bench, _ worker: ScriptedWorker) async throws -> ExecutionToken {
        try await worker.beat()
        try await bench.settle()
        let token = ScriptedWorker.token(try #require(try bench.runs().last))
        try await worker.accept([token])
        try await bench.settle()
        return token
    }

    @Test func afterARestartWithoutNewResultsTheReadingIsUpAtOnce() async throws {
        let bench = try await Bench.start()
        _ = try await accept(bench, ScriptedWorker(bench))
        let next = try await bench.successor()
        #expect(!next.coordinator.memory.isCatchingUp)
        try await next.read()
        #expect(!next.coordinator.memory.isCatchingUp)
    }

    @Test func aMachineThatStoodStillExpiresNobody() async throws {
        let bench = try await Bench.start()
        let worker = try await ScriptedWorker(bench)
        let token = try await accept(bench, worker)
        bench.clock.advance(by: .seconds(3600))
        for _ in 0..<3 { try await bench.loops.sweeper.sweep() }
        try await worker.beat(holding: [token])
        try await bench.pass(.seconds(10))
        #expect(try await bench.tasks()[0].state == .accepted)
    }

    @Test func aBeatWithALineThatCannotBeKeptStillRenews() async throws {
        let bench = try await Bench.start()
        let worker = try await ScriptedWorker(bench)
        let token = try await accept(bench, worker)
        for _ in 0..<12 {
            try await bench.pass(.seconds(10))
            try await worker.beat(holding: [token], lines: ["a\0b"])
            try await bench.read()
        }
        #expect(try await bench.tasks()[0].state == .accepted)
        #expect(bench.broker.records(in: FleetTopics.deadLetters).isEmpty == false)
    }

    @Test func aTaskThatMustBeAloneStaysAloneAfterARestart() async throws {
        let bench = try await Bench.start(ScriptedPlanner(steps: [("run", 2)]))
        let worker = try await ScriptedWorker(bench)
        try await worker.beat(slots: 1)
        try await bench.settle()
        let token = ScriptedWorker.token(try #require(try bench.runs().last))
        try await worker.accept([token])
        try await bench.settle()
        var row = try #require(try await bench.tasks().first { $0.id == token.task })
        row.isAlone = true
        let alone = row
        try await bench.coordinator.writer.change("alone") { try $0.transaction.update(alone) }
        let next = try await bench.successor()
        try await worker.beat(slots: 4, holding: [token])
        try await next.settle()
        #expect(try next.runs().count == 1)
    }

    @Test func aTaskThatMustBeAloneAndIsDeclinedKeepsItsWorkerFromNothing() async throws {
        let bench = try await Bench.start()
        var row = try #require(try await bench.tasks().first)
        row.isAlone = true
        let alone = row
        try await bench.coordinator.writer.change("alone") { try $0.transaction.update(alone) }
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.settle()
        try await worker.decline(try #require(try bench.runs().last), .full)
        try await bench.settle()
        try await worker.beat()
        try await bench.settle()
        #expect(try bench.runs().map(\.attempt) == [1, 2])
    }

    @Test func messagesOfLongAgoAreForgotten() async throws {
        let bench = try await Bench.start()
        let now = bench.clock.wallTime()
        let old = Timestamp(milliseconds: now.milliseconds - 31 * 86_400_000)
        try await bench.coordinator.writer.change("handled") { change in
            for number in 0..<1200 {
                _ = try change.transaction.recordMessage(InboxRow(messageID: "old\(number)", tenant: TenantName("default"), handledAt: old))
            }
            _ = try change.transaction.recordMessage(InboxRow(messageID: "new", tenant: TenantName("default"), handledAt: now))
        }
        try await bench.loops.intake.forgetMessages()
        let left = try await bench.store.read { transaction in
            try ["old0", "old1199", "new"].map { try transaction.handledMessage($0) != nil }
        }
        #expect(left == [false, false, true])
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
