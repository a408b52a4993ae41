import FleetCore
import JSON
import Messaging
import Testing

@testable import WorkerKit

@Suite("Messages are answered in the order of their partition")
struct HeldMessagesTests {
    private let start = MonotonicInstant(nanoseconds: 1_000_000_000)

    private func message(_ offset: Int64, partition: Int32 = 0, reading: TaskReading? = nil, isKnown: Bool = false) -> HeldMessages.Message {
        let source = TopicPartition(topic: "tasks", partition: partition)
        let record = Record(source: source, offset: offset, key: nil, value: [], headers: [], timestamp: Timestamp(milliseconds: 0))
        let run = TaskRun(
            fleet: FleetID("lab"), term: Term(1), job: JobID("j"), task: WorkTaskID("t\(offset)"), tenant: TenantName("default"),
            stage: .train, step: "run", attempt: 1, input: .null)
        return HeldMessages.Message(record: record, reading: reading ?? .task(run, trace: nil), receivedAt: start, isKnown: isKnown)
    }

    private func offsets(_ messages: [HeldMessages.Message]) -> [Int64] { messages.map(\.record.offset) }

    @Test func aCommitNeverSkipsAnUnansweredMessage() {
        var held = HeldMessages(hold: .seconds(1))
        held.append(message(5))
        held.append(message(6))
        held.append(message(7, reading: .nameless(reason: "x")))
        held.append(message(1, partition: 1, reading: .nameless(reason: "x")))
        let first = held.take(freeSlots: 1, now: start)
        #expect(offsets(first.accepted) == [5])
        #expect(offsets(first.unreadable) == [1])
        #expect(first.offsets == [TopicPartition(topic: "tasks", partition: 0): 6, TopicPartition(topic: "tasks", partition: 1): 2])
        #expect(held.take(freeSlots: 0, now: start + .milliseconds(999)).isEmpty)
        let last = held.take(freeSlots: 0, now: start + .seconds(1))
        #expect(offsets(last.full) == [6])
        #expect(offsets(last.unreadable) == [7])
        #expect(held.isEmpty)
    }

    @Test func whatWasTakenUpBeforeNeedsNoSlot() {
        var held = HeldMessages(hold: .seconds(1))
        held.append(message(5, isKnown: true))
        #expect(offsets(held.take(freeSlots: 0, now: start).accepted) == [5])
    }

    @Test func anotherFleetsMessageIsPassedOver() {
        var held = HeldMessages(hold: .seconds(1))
        held.append(message(5, reading: .foreign))
        let batch = held.take(freeSlots: 0, now: start)
        #expect(batch.accepted.isEmpty && batch.unreadable.isEmpty)
        #expect(batch.offsets.values.first == 6)
    }

    @Test func theOldestMessageSetsTheDeadline() {
        var held = HeldMessages(hold: .seconds(1))
        #expect(held.deadline == nil)
        held.append(message(5))
        #expect(held.deadline == start + .seconds(1))
    }
}

@Suite("When a beat is due")
struct BeatScheduleTests {
    private let start = MonotonicInstant(nanoseconds: 1_000_000_000)

    @Test func everyThirdOfALeaseAndSoonerWithNews() {
        var schedule = BeatSchedule(lease: .seconds(30), newsInterval: .seconds(2))
        #expect(schedule.due(ChangeBell.Changes(), now: start) == start)
        schedule.sent(at: start)
        #expect(schedule.due(ChangeBell.Changes(), now: start) == start + .seconds(10))
        #expect(schedule.due(ChangeBell.Changes(hasNews: true), now: start) == start + .seconds(2))
        #expect(schedule.due(ChangeBell.Changes(isUrgent: true), now: start + .seconds(1)) == start + .seconds(1))
    }
}

@Suite("Which execution took up which attempt")
struct AttemptMemoryTests {
    @Test func theOldestAreForgotten() {
        var memory = AttemptMemory(capacity: 2)
        for number in 1...3 {
            memory.remember(ExecutionToken(task: WorkTaskID("t"), attempt: number, execution: ExecutionID("e\(number)")))
        }
        #expect(memory[WorkTaskID("t"), 1] == nil)
        #expect(memory[WorkTaskID("t"), 2] == ExecutionID("e2"))
        #expect(memory[WorkTaskID("t"), 3] == ExecutionID("e3"))
    }
}
