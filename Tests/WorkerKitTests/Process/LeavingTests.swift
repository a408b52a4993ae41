import FleetCore
import JSON
import Messaging
import Testing

@testable import WorkerKit

@Suite("Shutdown gives the attempt back", .timeLimit(.minutes(5)))
struct LeavingTests {
    private func last(_ bench: Bench) throws -> WorkerBeat? {
        guard let record = bench.broker.records(in: FleetTopics.results).last, case .beat(let beat) = try Said(record) else { return nil }
        return beat
    }

    @Test func anExecutionCheckpointsAndIsGivenBackAndTheLastBeatGoesLast() async throws {
        let bench = Bench([
            "long": { _, context in
                try await context.checkpoint(["step": 5])
                try await context.drain.wait()
                return .interrupted(checkpoint: nil)
            }
        ])
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "long")
            _ = try await tap.beat { $0.executions.first?.checkpoint != nil }
            bench.shutdown.set()
            let told = try await tap.interrupted()
            #expect(told.reason == "drain")
            #expect(told.checkpoint == ["step": 5])
        }
        let beat = try #require(try last(bench))
        #expect(beat.isLeaving)
        #expect(beat.executions.isEmpty)
        #expect(beat.slots == 0)
        #expect(beat.partitions.isEmpty)
    }

    @Test func workThatEndsInTimeIsCompleted() async throws {
        let bench = Bench([
            "long": { _, context in
                try await context.drain.wait()
                return .completed(output: .null, spawned: [])
            }
        ])
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "long")
            _ = try await tap.answered()
            bench.shutdown.set()
            _ = try await tap.completed()
        }
        #expect(try last(bench)?.isLeaving == true)
    }

    @Test func workThatDoesNotEndIsEndedAfterTheGracePeriod() async throws {
        let bench = Bench([
            "deaf": { _, context in
                try await context.checkpoint(["step": 1])
                try await Signal().wait()
                return .completed(output: .null, spawned: [])
            }
        ])
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "deaf")
            _ = try await tap.beat { $0.executions.first?.checkpoint != nil }
            bench.shutdown.set()
            _ = try await tap.beat { $0.partitions.isEmpty }
            try await bench.clock.untilSleeping(2)
            bench.clock.advance(by: .seconds(20))
            let told = try await tap.interrupted()
            #expect(told.reason == "drain")
            #expect(told.checkpoint == ["step": 1])
        }
        #expect(try last(bench)?.isLeaving == true)
        #expect(bench.scratch.openCount == 0)
    }

    @Test func whatIsUnansweredGoesToTheNextOwner() async throws {
        let gate = Signal()
        let bench = Bench(
            slots: 1,
            [
                "hold": { _, _ in
                    try await gate.wait()
                    return .completed(output: .null, spawned: [])
                }
            ])
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "hold")
            _ = try await tap.answered()
            try await bench.dispatch("task_2")
            try await bench.clock.untilSleeping(2)
            bench.shutdown.set()
            _ = try await tap.beat { $0.slots == 0 && $0.partitions.isEmpty }
            let next = try await bench.broker.groupConsumer(group: bench.group, topics: [Bench.topic], clientName: "next")
            var found: Record?
            while found == nil, let event = try await next.next(limit: 1) { if case .records(let records) = event { found = records.first } }
            #expect(try EnvelopeReader().envelope(try #require(found)).routing.task == WorkTaskID("task_2"))
            await next.close(within: .zero)
            gate.set()
            _ = try await tap.completed()
        }
    }

    @Test func aTaskThatSaysSoEndsTheProcessAfterEverythingElseIsGivenBack() async throws {
        let bench = Bench([
            "fatal": { _, _ in throw FleetError("device_lost", .fatal, "the accelerator is gone") },
            "long": { _, context in
                try await context.drain.wait()
                return .interrupted(checkpoint: nil)
            },
        ])
        await #expect(throws: FleetError.self) {
            try await bench.run { tap in
                try await bench.dispatch("task_1", step: "long")
                _ = try await tap.answered()
                try await bench.dispatch("task_2", step: "fatal")
                let ends = try await tap.failedOrInterrupted(2)
                #expect(ends.failed.map(\.failure.code) == ["device_lost"])
                #expect(ends.interrupted.map(\.token.task) == [WorkTaskID("task_1")])
            }
        }
        #expect(try last(bench)?.isLeaving == true)
    }

    @Test func aWorkerThatNeverReachedABrokerLeavesAtOnce() async throws {
        let bench = Bench()
        bench.broker.setUnreachable(true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await bench.process.run(until: bench.shutdown) }
            try await bench.clock.untilSleeping(1)
            bench.shutdown.set()
            try await group.waitForAll()
        }
        #expect(bench.broker.records(in: FleetTopics.results).isEmpty)
    }

    @Test func whatIsAcceptedTooLateToBeginIsGivenBackAndTheLastBeatIsSaid() async throws {
        let bench = Bench()
        let settings = WorkerSettings(fleet: Bench.fleet, host: "here", version: "1")
        let start = bench.clock.now()
        // The broker takes no answer until the process has stopped beginning; nothing else moves the time in this test.
        let back = start + settings.flushLimit * 2 + settings.drainGrace
        bench.broker.onProduce { record in
            guard record.type == MessageType.taskAnswered.rawValue, bench.clock.now() <= back else { return .none }
            if !bench.shutdown.isSet { bench.shutdown.set() }
            return .failedBefore(FleetError(BrokerFailure.deliveryUnknown, .transient, "no answer"))
        }
        try await bench.run { tap in
            try await bench.dispatch("task_1")
            try await withThrowingTaskGroup(of: TaskInterrupted?.self) { group in
                group.addTask { try await tap.interrupted() }
                group.addTask {
                    while true {
                        try await bench.clock.untilSleeping(2)
                        bench.clock.advance(by: .milliseconds(500))
                    }
                }
                let told = try #require(try await group.next() ?? nil)
                #expect(told.token.task == WorkTaskID("task_1"))
                #expect(told.reason == "drain")
                group.cancelAll()
                while await group.nextResult() != nil {}
            }
        }
        #expect(bench.worker.began.isEmpty)
        let said = try bench.broker.records(in: FleetTopics.results).compactMap { try Said($0) }
        #expect(said.contains { if case .beat(let beat) = $0 { beat.isLeaving } else { false } })
    }
}
