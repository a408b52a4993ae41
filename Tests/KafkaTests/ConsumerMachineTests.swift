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
}
