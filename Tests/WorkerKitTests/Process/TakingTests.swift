import FleetCore
import JSON
import Messaging
import Synchronization
import Testing

@testable import WorkerKit

@Suite("A worker accepts, then works", .timeLimit(.minutes(5)))
struct TakingTests {
    @Test func nothingBeginsBeforeTheBrokerHasTheAcceptanceAndItIsSentAgainUnchanged() async throws {
        let bench = Bench()
        let refused = Mutex<[[UInt8]]>([])
        bench.broker.onProduce { record in
            guard record.type == MessageType.taskAnswered.rawValue else { return .none }
            return refused.withLock { refused in
                refused.append(record.value ?? [])
                return refused.count < 3 ? .failedBefore(FleetError(BrokerFailure.unreachable, .transient, "away")) : .none
            }
        }
        try await bench.run { tap in
            try await bench.dispatch("task_1")
            for _ in 0..<2 {
                try await bench.clock.untilSleeping(2)
                #expect(bench.worker.began.isEmpty)
                #expect(bench.broker.committed(by: bench.group).isEmpty)
                bench.clock.advanceToNextDeadline()
            }
            let token = try #require(try await tap.answered().accepted.first)
            #expect(try await tap.completed().token == token)
            #expect(bench.worker.began == [token])
            #expect(bench.broker.committed(by: bench.group)[TopicPartition(topic: Bench.topic, partition: 0)] == 1)
        }
        #expect(Set(refused.withLock { $0 }).count == 1)
        #expect(bench.scratch.openCount == 0)
    }

    @Test func aMessageThatComesAgainGetsTheSameExecutionAndBeginsNothing() async throws {
        let bench = Bench()
        try await bench.run { tap in
            try await bench.dispatch("task_1")
            let first = try await tap.answered()
            _ = try await tap.completed()
            try await bench.dispatch("task_1")
            let second = try await tap.answered()
            #expect(second.accepted == first.accepted)
            try await bench.dispatch("task_1", attempt: 2)
            let next = try await tap.answered()
            #expect(next.accepted.first?.attempt == 2)
            #expect(next.accepted.first?.execution != first.accepted.first?.execution)
            _ = try await tap.completed()
        }
        #expect(bench.worker.began.map(\.attempt) == [1, 2])
    }

    @Test func aTaskBeyondTheSlotsIsDeclinedAfterItWaitedForOne() async throws {
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
            bench.clock.advance(by: .seconds(1))
            let answer = try await tap.answered()
            #expect(answer.declined == [TaskAnswered.Declined(task: WorkTaskID("task_2"), attempt: 1, reason: .full)])
            #expect(answer.accepted.isEmpty)
            gate.set()
            _ = try await tap.completed()
        }
    }

    @Test func aSlotThatBecomesFreeInTimeTakesTheWaitingTask() async throws {
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
            gate.set()
            #expect(try await tap.answered().accepted.first?.task == WorkTaskID("task_2"))
            #expect(try await tap.completed().token.task == WorkTaskID("task_2"))
        }
    }

    @Test func aRevokeDropsWhatIsUnanswered() async throws {
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
            try await bench.begin(Term(1))
            let before = try await tap.beat().generation
            try await bench.dispatch("task_1", step: "hold")
            _ = try await tap.answered()
            try await bench.dispatch("task_2")
            try await bench.clock.untilSleeping(2)
            bench.broker.expel(clientName: bench.process.identity.rawValue, from: bench.group)
            _ = try await tap.beat { $0.partitions == [0] && $0.generation > before }
            try await bench.clock.untilSleeping(2)
            bench.clock.advance(by: .seconds(1))
            // Held twice, it would be declined twice.
            #expect(try await tap.answered().declined.count == 1)
            gate.set()
            _ = try await tap.completed()
        }
    }

    @Test func aLongTaskDelaysNoShortOneBesideIt() async throws {
        let gate = Signal()
        let bench = Bench(
            slots: 2,
            [
                "hold": { _, _ in
                    try await gate.wait()
                    return .completed(output: .null, spawned: [])
                }
            ])
        try await bench.run { tap in
            try await bench.dispatch("task_long", step: "hold")
            try await bench.dispatch("task_short")
            #expect(try await tap.completed().token.task == WorkTaskID("task_short"))
            gate.set()
            #expect(try await tap.completed().token.task == WorkTaskID("task_long"))
        }
    }

    @Test func whatCannotBeReadIsDeclinedKeptAndBlocksNobody() async throws {
        let bench = Bench()
        try await bench.run { tap in
            let routing = EnvelopeRouting(fleet: Bench.fleet, task: WorkTaskID("task_bad"), attempt: 4)
            try await bench.send(
                try bench.writer.record(["nonsense": 1], type: .taskRun, topic: Bench.topic, partition: 0, key: nil, routing: routing))
            let bad = TaskAnswered.Declined(task: WorkTaskID("task_bad"), attempt: 4, reason: .unreadable, detail: "json_shape")
            #expect(try await tap.answered().declined == [bad])
            try await bench.send(OutgoingRecord(topic: Bench.topic, partition: 0, key: nil, value: [0xFF]))
            try await bench.dispatch("task_good")
            #expect(try await tap.completed().token.task == WorkTaskID("task_good"))
        }
        #expect(bench.broker.records(in: FleetTopics.deadLetters).count == 2)
        #expect(bench.broker.committed(by: bench.group)[TopicPartition(topic: Bench.topic, partition: 0)] == 3)
    }

    @Test func anotherFleetsTaskIsLeftToIt() async throws {
        let bench = Bench()
        try await bench.run { tap in
            let routing = EnvelopeRouting(fleet: FleetID("other"), task: WorkTaskID("task_theirs"), attempt: 1)
            try await bench.send(try bench.writer.record(["x": 1], type: .taskRun, topic: Bench.topic, partition: 0, key: nil, routing: routing))
            try await bench.dispatch("task_ours")
            let answer = try await tap.answered()
            #expect(answer.declined.isEmpty)
            #expect(answer.accepted.map(\.task) == [WorkTaskID("task_ours")])
        }
        #expect(bench.broker.records(in: FleetTopics.deadLetters).isEmpty)
    }
}
