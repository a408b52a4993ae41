import FleetCore
import FleetTesting
import Messaging
import Persistence
import Telemetry
import Testing

@testable import Coordination

/// Cancel, pause, restart and rivals.
struct SteeringTests {
    private func cancel(_ bench: Bench) async throws {
        try await bench.coordinator.writer.change("cancel") { _ = try $0.cancel(Bench.job, by: "test", cause: "test") }
        try await bench.settle()
    }

    @Test func aCancelBeforeTheDispatchEndsTheJobAtOnce() async throws {
        let bench = try await Bench.start()
        try await cancel(bench)
        #expect(try await bench.jobRow().state == .cancelled)
        try await ScriptedWorker(bench).beat()
        try await bench.settle()
        #expect(try bench.runs().isEmpty)
    }

    @Test func aCancelBeforeTheAcceptanceEndsTheTaskAndStopsWhoAcceptsIt() async throws {
        let bench = try await Bench.start()
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.settle()
        try await cancel(bench)
        #expect(try await bench.jobRow().state == .cancelled)
        let token = ScriptedWorker.token(try #require(try bench.runs().last))
        try await worker.accept([token])
        try await bench.settle()
        #expect(try bench.stops().map(\.token) == [token])
    }

    @Test func aCancelReachesARunningExecutionAndASuccessIsRecordedAsWhatItIs() async throws {
        for succeeds in [true, false] {
            let bench = try await Bench.start()
            let worker = try await ScriptedWorker(bench)
            try await worker.beat()
            try await bench.settle()
            let token = ScriptedWorker.token(try #require(try bench.runs().last))
            try await worker.accept([token])
            try await bench.settle()
            try await cancel(bench)
            #expect(try await bench.jobRow().state == .cancelling)
            #expect(try bench.stops().map(\.reason) == [.cancelled])
            if succeeds { try await worker.complete(token) } else { try await worker.interrupt(token) }
            try await bench.settle()
            #expect(try await bench.jobRow().state == (succeeds ? .succeeded : .cancelled))
        }
    }

    @Test func aPausedJobIsSentNothingAndGoesOnWhenResumed() async throws {
        let bench = try await Bench.start()
        try await bench.coordinator.writer.change("pause") { try $0.pause(Bench.job, by: "test") }
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.settle()
        #expect(try bench.runs().isEmpty)
        try await bench.coordinator.writer.change("resume") { try $0.resume(Bench.job, by: "test") }
        try await bench.settle()
        #expect(try bench.runs().count == 1)
    }

    @Test func aJobThatTakesTooLongFails() async throws {
        let bench = try await Bench.start()
        try await bench.coordinator.writer.change("deadline") { change in
            try change.transaction.setTimer(TimerRow(kind: "job_timeout", subject: Bench.job.rawValue, dueAt: change.now.advanced(by: .seconds(60))))
        }
        bench.clock.advance(by: .seconds(61))
        try await bench.settle()
        let job = try await bench.jobRow()
        #expect(job.state == .failed)
        #expect(job.error?.contains("job_timeout") == true)
    }

    @Test func theOutboxForwardsAfterACrashBetweenCommitAndPublish() async throws {
        let bench = try await Bench.start()
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.read()
        #expect(try await bench.loops.dispatcher.dispatch() == 0, "what may go is dispatched with the beat that says so")
        #expect(try bench.runs().isEmpty, "committed, not published")
        let next = try await bench.successor()
        try await next.settle()
        #expect(try bench.runs().map(\.attempt) == [1])
    }

    @Test func aDeposedCoordinatorChangesNothing() async throws {
        let bench = try await Bench.start()
        let next = try await bench.successor()
        let before = try await next.jobRow()
        let error = await expectFleetError {
            try await bench.coordinator.writer.change("cancel") { try $0.cancel(Bench.job, by: "deposed", cause: "test") }
        }
        #expect(error?.code == "deposed")
        #expect(try await next.jobRow() == before)
    }

    @Test func whatAFormerBrokerWasGivenIsSentAgain() async throws {
        let bench = try await Bench.start()
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.settle()
        // The dispatch names another incarnation than the broker has now.
        try await bench.coordinator.writer.change("pretend") { change in
            for var task in try change.transaction.tasks(of: Bench.job, stage: .train) {
                task.dispatchIncarnation = "memory_former"
                try change.transaction.update(task)
            }
        }
        let next = try await bench.successor()
        try await worker.beat()
        try await next.settle()
        #expect(try bench.runs().map(\.attempt) == [1, 2])
        #expect(try await next.tasks()[0].failures == 0)
    }

    @Test func aTopicThatWasMadeAnewIsReadFromItsStart() async throws {
        let bench = try await Bench.start()
        let worker = try await ScriptedWorker(bench)
        for _ in 0..<5 { try await worker.beat() }
        try await bench.settle()
        bench.broker.recreate(FleetTopics.results)
        let next = try await bench.successor()
        let token = ScriptedWorker.token(try #require(try bench.runs().last))
        try await worker.accept([token])
        try await next.settle()
        #expect(try await next.tasks()[0].state == .accepted)
    }

    @Test func theWholeRunsAsAServiceAndStopsWhenTold() async throws {
        let bench = try await Bench.start()
        let shutdown = Signal()
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await bench.coordinator.run(until: shutdown) }
            // Heartbeat, listing, sweeping, waiting watch and the two loops that look of themselves sleep: every loop has begun.
            try await bench.clock.untilSleeping(6)
            shutdown.set()
            try await group.waitForAll()
        }
        #expect(!bench.coordinator.health.isReigning)
    }
}
