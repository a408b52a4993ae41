import FleetCore
import FleetTesting
import JSON
import Messaging
import Persistence
import Testing

@testable import Coordination

/// A task's way through the loops, turn by turn.
struct TaskFlowTests {
    @Test func aStageOfThreeShardsWithFanInRunsToTheEnd() async throws {
        let bench = try await Bench.start(ScriptedPlanner(steps: [("plan", 1), ("shard", 3), ("merge", 1)]))
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        var answered = 0
        for expected in [1, 3, 1] {
            try await bench.settle()
            let runs = try Array(bench.runs().dropFirst(answered))
            #expect(runs.count == expected)
            answered += runs.count
            let tokens = runs.map { ScriptedWorker.token($0) }
            try await worker.accept(tokens)
            for token in tokens { try await worker.complete(token) }
            try await worker.beat()
        }
        try await bench.settle()
        let job = try await bench.jobRow()
        #expect(job.state == .succeeded)
        #expect(job.result == #"["done","done","done","done","done"]"#)
        #expect(try await bench.tasks().allSatisfy { $0.state == .completed && $0.attempt == 1 })
    }

    @Test func withoutABeatNobodyIsSentAnything() async throws {
        let bench = try await Bench.start()
        try await bench.settle()
        #expect(try bench.runs().isEmpty)
        try await bench.loops.waiting.look()
        let job = try await bench.jobRow()
        #expect(job.state == .waiting)
        #expect(job.waitingReason == "no_worker")
        try await ScriptedWorker(bench).beat()
        try await bench.settle()
        #expect(try bench.runs().count == 1)
        #expect(try await bench.jobRow().state == .running)
    }

    @Test func aJobThatSaysAlreadyWhyItWaitsIsNotWritten() async throws {
        let bench = try await Bench.start()
        try await bench.loops.waiting.look()
        #expect(try await bench.jobRow().waitingReason == "no_worker")
        // Nobody reigns: a write would be refused.
        bench.coordinator.writer.end()
        try await bench.loops.waiting.look()
    }

    @Test func aTaskGoesOnlyToAWorkerThatCanDoIt() async throws {
        let bench = try await Bench.start(ScriptedPlanner(needs: ["provider:local"]))
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.settle()
        #expect(try bench.runs().isEmpty)
        try await bench.loops.waiting.look()
        #expect(try await bench.jobRow().waitingReason == "no_matching_worker")
        try await worker.beat(capabilities: ["provider:local"])
        try await bench.settle()
        #expect(try bench.runs().count == 1)
    }

    @Test func aDuplicateEnvelopeChangesNothing() async throws {
        let bench = try await Bench.start()
        let (worker, token) = try await accepted(bench)
        try await worker.complete(token)
        try await bench.settle()
        let before = try await bench.jobRow()
        try await worker.accept([token])
        try await worker.complete(token, "another")
        try await worker.fail(token)
        try await bench.settle()
        #expect(try await bench.jobRow() == before)
        #expect(before.result == #"["done"]"#)
    }

    @Test func aStaleAttemptChangesNothingAndIsStopped() async throws {
        let bench = try await Bench.start()
        let (worker, token) = try await accepted(bench)
        try await worker.interrupt(token)
        try await worker.beat()
        try await bench.settle()
        let second = try #require(try bench.runs().last)
        #expect(second.attempt == 2)
        let bound = ScriptedWorker.token(second)
        try await worker.accept([bound])
        try await worker.complete(token, "stale")
        try await bench.settle()
        #expect(try await bench.tasks()[0].state == .accepted)
        #expect(try bench.stops().map(\.token) == [token])
        try await worker.complete(bound)
        try await bench.settle()
        #expect(try await bench.jobRow().result == #"["done"]"#)
        #expect(try await bench.tasks()[0].failures == 0)
    }

    @Test func aSecondExecutionOfAnAttemptIsStopped() async throws {
        let bench = try await Bench.start()
        let (worker, token) = try await accepted(bench)
        let run = try #require(try bench.runs().last)
        let second = ScriptedWorker.token(run, "exec2")
        try await worker.accept([second])
        try await bench.settle()
        #expect(try bench.stops().map(\.token) == [second])
        #expect(try await bench.tasks()[0].execution == token.execution)
    }

    @Test func aStalledWorkerCannotPublishAfterItsLeaseMoved() async throws {
        let bench = try await Bench.start()
        let (stalled, token) = try await accepted(bench)
        let other = try await ScriptedWorker(bench, "worker_b", partition: 1)
        try await bench.pass(.seconds(60), beating: other)
        let runs = try bench.runs()
        #expect(runs.map(\.attempt) == [1, 2])
        let bound = ScriptedWorker.token(runs[1], "other")
        try await other.accept([bound])
        try await stalled.complete(token, "stalled")
        try await bench.settle()
        #expect(try await bench.jobRow().state == .running)
        try await other.complete(bound, "other")
        try await bench.settle()
        #expect(try await bench.jobRow().result == #"["other"]"#)
    }

    @Test func lagExpiresNoLease() async throws {
        let bench = try await Bench.start()
        let (worker, token) = try await accepted(bench)
        bench.broker.hide(TopicPartition(topic: FleetTopics.results, partition: 0))
        for _ in 0..<60 {
            bench.clock.advance(by: .seconds(10))
            try await worker.beat(holding: [token])
            try await bench.read()
            try await bench.loops.sweeper.sweep()
        }
        bench.broker.reveal(TopicPartition(topic: FleetTopics.results, partition: 0))
        try await bench.read()
        try await bench.loops.sweeper.sweep()
        #expect(try await bench.tasks()[0].execution == token.execution)
        #expect(try await bench.tasks()[0].expiriesInRow == 0)
    }

    @Test func aTimerFiresOnceAcrossARestart() async throws {
        let bench = try await Bench.start()
        let (worker, token) = try await accepted(bench)
        try await worker.snooze(token, .seconds(600))
        try await bench.settle()
        #expect(try await bench.tasks()[0].state == .snoozed)
        let next = try await bench.successor()
        bench.clock.advance(by: .seconds(601))
        try await worker.beat()
        try await next.settle()
        let runs = try bench.runs()
        #expect(runs.map(\.attempt) == [1, 2])
        #expect(runs[1].checkpoint == ["at": 7])
        #expect(try await next.tasks()[0].failures == 0)
    }

    @Test func aTransientFailureIsTriedAgainAndAPermanentOneFailsTheJob() async throws {
        let bench = try await Bench.start()
        let (worker, token) = try await accepted(bench)
        try await worker.fail(token)
        try await bench.settle()
        #expect(try await bench.tasks()[0].state == .snoozed)
        bench.clock.advance(by: .seconds(2))
        try await worker.beat()
        try await bench.settle()
        let second = ScriptedWorker.token(try #require(try bench.runs().last))
        #expect(second.attempt == 2)
        try await worker.accept([second])
        try await worker.fail(second, .permanent)
        try await bench.settle()
        let job = try await bench.jobRow()
        #expect(job.state == .failed)
        #expect(job.error?.contains(#""code":"broken""#) == true)
    }

    @Test func aMessageThatNobodyAnswersIsSentAgainUnderANewNumber() async throws {
        let bench = try await Bench.start()
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.settle()
        try await bench.pass(.seconds(140), beating: worker)
        #expect(try bench.runs().map(\.attempt) == [1, 2])
        #expect(try await bench.tasks()[0].failures == 0)
    }

    @Test func aDeclinedMessageIsSentAgain() async throws {
        let bench = try await Bench.start()
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.settle()
        try await worker.decline(try #require(try bench.runs().last), .full)
        try await bench.settle()
        #expect(try bench.runs().count == 1, "no credit before the next beat")
        try await worker.beat()
        try await bench.settle()
        #expect(try bench.runs().map(\.attempt) == [1, 2])
        try await worker.decline(try #require(try bench.runs().last), .unreadable)
        try await bench.settle()
        #expect(try await bench.jobRow().state == .failed)
    }

    @Test func aPoisonMessageBlocksNoNeighbourAndFailsTheAttemptThatItNames() async throws {
        let bench = try await Bench.start(ScriptedPlanner(steps: [("shard", 2)]))
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.settle()
        let tokens = try bench.runs().map { ScriptedWorker.token($0) }
        try await worker.accept(tokens)
        try await worker.garble(tokens[0])
        try await worker.complete(tokens[1])
        try await bench.settle()
        let tasks = try await bench.tasks()
        #expect(tasks.first { $0.id == tokens[0].task }?.state == .failed)
        #expect(tasks.first { $0.id == tokens[1].task }?.state != .accepted)
        #expect(bench.broker.records(in: FleetTopics.deadLetters).count == 1)
        #expect(try await bench.jobRow().state == .failed)
    }

    @Test func anotherFleetsMessageStopsTheCoordinator() async throws {
        let bench = try await Bench.start()
        try await ScriptedWorker(bench).beat(fleet: FleetID("fleet_other"))
        let error = await expectFleetError { try await bench.read() }
        #expect(error?.code == "foreign_fleet")
        #expect(error?.disposition == .fatal)
    }

    @Test func anAttemptThatTheStoreDoesNotKnowStopsTheCoordinator() async throws {
        let bench = try await Bench.start()
        let (worker, token) = try await accepted(bench)
        try await worker.complete(ExecutionToken(task: token.task, attempt: 9, execution: token.execution))
        let error = await expectFleetError { try await bench.read() }
        #expect(error?.code == "store_behind")
    }

    /// A worker that has accepted the job's first task.
    private func accepted(_ bench: Bench) async throws -> (ScriptedWorker, ExecutionToken) {
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.settle()
        let token = ScriptedWorker.token(try #require(try bench.runs().first))
        try await worker.accept([token])
        try await bench.settle()
        return (worker, token)
    }
}
