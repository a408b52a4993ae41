import FleetCore
import Messaging
import Testing

@testable import Kafka

@Suite("The consumer's machine")
struct ConsumerMachineTests {
    let first = TopicPartition(topic: "t", partition: 0)
    let second = TopicPartition(topic: "t", partition: 1)

    private func reading() -> ConsumerMachine {
        var machine = ConsumerMachine(client: "c")
        _ = machine.on(.assigned([first, second], generation: 3))
        return machine
    }

    @Test func pausesWhatItOwnsAndResumesOnlyWhatItPaused() {
        var machine = reading()
        #expect(machine.on(.level(.low)) == [])
        #expect(machine.on(.level(.full)) == [.pause([first, second])])
        #expect(machine.on(.level(.full)) == [])
        #expect(machine.on(.level(.middle)) == [])
        #expect(machine.on(.level(.low)) == [.resume([first, second])])
        #expect(machine.on(.level(.low)) == [])
    }

    @Test func aNewAssignmentForgetsWhatWasPaused() {
        var machine = reading()
        _ = machine.on(.level(.full))
        _ = machine.on(.revoked)
        _ = machine.on(.assigned([first], generation: 4))
        #expect(machine.on(.level(.low)) == [])
    }

    @Test func aCommitOfAnOlderGenerationIsFencedAndSendsNothing() {
        var machine = reading()
        let actions = machine.on(.commit(ticket: 1, [first: 5], generation: 2))
        guard case .answer(1, let error?)? = actions.first, actions.count == 1 else {
            Issue.record("\(actions)")
            return
        }
        #expect(error.disposition == .fenced)
    }

    @Test func aCommitLeavesOutWhatIsNotOwned() {
        var machine = reading()
        let foreign = TopicPartition(topic: "t", partition: 9)
        #expect(machine.on(.commit(ticket: 1, [first: 5, foreign: 7], generation: 3)) == [.send(ticket: 1, [first: 5])])
        #expect(machine.on(.commit(ticket: 2, [foreign: 7], generation: 3)) == [.answer(ticket: 2, nil)])
    }

    @Test func recordsOfALostPartitionAreDropped() {
        var machine = reading()
        let record = Record(source: first, offset: 0, key: nil, value: [], headers: [], timestamp: Timestamp(milliseconds: 0))
        #expect(machine.on(.records([record])) == [.deliver([record])])
        #expect(machine.on(.revoked) == [.tellRevoked, .release])
        #expect(machine.on(.records([record])) == [])
    }

    @Test func ofABatchOnlyTheRecordsOfOwnedPartitionsAreDelivered() {
        var machine = reading()
        let foreign = TopicPartition(topic: "t", partition: 9)
        func record(_ source: TopicPartition, _ offset: Int64) -> Record {
            Record(source: source, offset: offset, key: nil, value: [], headers: [], timestamp: Timestamp(milliseconds: 0))
        }
        let batch = [record(first, 0), record(first, 1), record(foreign, 0), record(first, 2)]
        #expect(machine.on(.records(batch)) == [.deliver([batch[0], batch[1], batch[3]])])
    }

    @Test func closingAnswersEveryCommitAndGivesUpAtItsDeadline() {
        var machine = reading()
        _ = machine.on(.commit(ticket: 1, [first: 5], generation: 3))
        #expect(machine.on(.close(until: MonotonicInstant(nanoseconds: 100))) == [.beginClose])
        #expect(machine.on(.revoked) == [.release])
        #expect(machine.on(.tick(MonotonicInstant(nanoseconds: 99))) == [])
        let last = machine.on(.tick(MonotonicInstant(nanoseconds: 100)))
        #expect(last == [.answer(ticket: 1, BrokerFailure.clientClosed("c")), .end(nil, skippingClose: true)])
        #expect(machine.state == .closed)
    }

    @Test func aFatalErrorEndsWithoutLeavingTheGroup() {
        var machine = reading()
        let error = FleetError("kafka_client_failed", .fatal, "fenced")
        #expect(machine.on(.fatal(error)) == [.end(error, skippingClose: true)])
    }

    @Test func aRevokeDropsUnreadRecordsAndAnAssignmentThatNobodySaw() {
        let buffer = ConsumerBuffer(maximumCount: 10, maximumBytes: 10_000)
        let record = Record(source: first, offset: 0, key: nil, value: [], headers: [], timestamp: Timestamp(milliseconds: 0))
        buffer.append(.assigned([first], generation: 1))
        buffer.append(.record(record))
        buffer.revoke()
        #expect(buffer.take(limit: 10).items.isEmpty)
        buffer.append(.assigned([first], generation: 2))
        buffer.append(.record(record))
        #expect(buffer.take(limit: 1).items.count == 1)
        buffer.revoke()
        buffer.append(.assigned([first], generation: 3))
        buffer.revoke()
        guard case .revoked? = buffer.take(limit: 10).items.first else {
            Issue.record("the reader was not told of the revoke")
            return
        }
        #expect(buffer.take(limit: 10).items.isEmpty)
    }
}
