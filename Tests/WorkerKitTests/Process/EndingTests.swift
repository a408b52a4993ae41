import FleetCore
import JSON
import Messaging
import Synchronization
import Testing

@testable import WorkerKit

@Suite("What an execution holds is free when it ends", .timeLimit(.minutes(5)))
struct EndingTests {
    @Test func aScratchFolderIsMadeForWhoAsksAndGoesWithTheExecution() async throws {
        let folders = Mutex<[String]>([])
        let bench = Bench([
            "write": { _, context in
                let asked = [try await context.scratchDirectory(), try await context.scratchDirectory()]
                folders.withLock { $0 += asked }
                return .completed(output: .null, spawned: [])
            }
        ])
        try await bench.run { tap in
            try await bench.dispatch("task_1")
            _ = try await tap.completed()
            #expect(bench.scratch.made.isEmpty)
            try await bench.dispatch("task_2", step: "write")
            let done = try await tap.completed()
            #expect(bench.scratch.made == [done.token.execution])
            #expect(Set(folders.withLock { $0 }).count == 1)
        }
        #expect(bench.scratch.openCount == 0)
    }

    @Test func aScratchFolderThatIsAskedForAfterTheEndIsNotMade() async throws {
        let space = CountedScratch()
        let scratch = ExecutionScratch(of: ExecutionID("exec_1"), in: space)
        _ = try await scratch.path()
        await scratch.remove()
        await #expect(throws: FleetError.self) { _ = try await scratch.path() }
        #expect(space.openCount == 0)
    }

    @Test func aResultTooLargeForAMessageIsAFailureThatIsNotRetried() async throws {
        let bench = Bench(["large": { _, _ in .completed(output: .string(String(repeating: "x", count: 600 * 1024)), spawned: []) }])
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "large")
            let failure = try await tap.failed().failure
            #expect(failure.code == "result_too_large")
            #expect(failure.disposition == .permanent)
        }
    }

    @Test(.timeLimit(.minutes(1))) func anOutcomeTooLargeWhoseExecutionWasFencedMeanwhileFreesItsSlotAndIsNotSaid() async throws {
        let gate = Signal()
        let stopped = Signal()
        let bench = Bench(
            slots: 2,
            [
                "watch": { _, _ in
                    defer { stopped.set() }
                    try await Signal().wait()
                    return .completed(output: .null, spawned: [])
                },
                "hold": { _, _ in
                    try await gate.wait()
                    return .completed(output: .null, spawned: [])
                },
            ])
        bench.onCompletion { number in
            // Away until the execution is fenced, then not willing to take the outcome.
            return number == 1
                ? .failedBefore(FleetError(BrokerFailure.unreachable, .transient, "away"))
                : number == 2 ? .failedBefore(FleetError(BrokerFailure.recordTooLarge, .permanent, "the broker takes less")) : .none
        }
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "watch")
            let watching = try #require(try await tap.answered().accepted.first)
            try await bench.dispatch("task_2")
            let large = try #require(try await tap.answered().accepted.first)
            // The beats, and the outcome that waits for its second try.
            try await bench.clock.untilSleeping(2)
            try await bench.stop(large, .fenced)
            try await bench.stop(watching, .fenced)
            // Control is read in order: the one that ends its work was stopped after the other.
            try await stopped.wait()
            bench.clock.advance(by: .seconds(1))
            // Both slots are free again: each takes a task that goes on.
            for task in ["task_3", "task_4"] {
                try await bench.dispatch(task, step: "hold")
                #expect(try await tap.answered().accepted.map(\.task) == [WorkTaskID(task)])
            }
            gate.set()
            for _ in 0..<2 { _ = try await tap.completed() }
        }
        let said = try bench.broker.records(in: FleetTopics.results).compactMap { try Said($0) }
        #expect(!said.contains { if case .failed = $0 { true } else { false } })
    }
}
