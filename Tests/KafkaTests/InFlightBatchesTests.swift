import Messaging
import Testing

@testable import Kafka

@Suite("Numbers of the records that the library holds")
struct InFlightBatchesTests {
    private func batch(_ count: Int) -> DeliveryBatch {
        DeliveryBatch((0..<count).map { _ in OutgoingRecord(topic: "t", key: nil, value: [1]) })
    }

    @Test func eachNumberFindsItsRecord() {
        var table = InFlightBatches()
        let calls = [3, 1, 5].map { batch($0) }
        let firsts = calls.map { table.begin($0) }
        // The library gives nothing back for a record without a number.
        #expect(firsts[0] != 0)
        for (call, first) in zip(calls, firsts).reversed() {
            for index in call.records.indices {
                let found = table.find(first + UInt(index))
                #expect(found?.batch === call && found?.index == index)
            }
        }
        #expect(table.find(firsts[2] + 5) == nil)
    }

    @Test func aLateReportFindsNothing() {
        var table = InFlightBatches()
        let done = table.begin(batch(2))
        let given = table.begin(batch(2))
        table.end(done + 1)
        #expect(table.find(done) == nil)
        #expect(table.removeAll().count == 1)
        let fresh = table.begin(batch(1))
        #expect(table.find(given) == nil)
        #expect(table.find(fresh)?.index == 0)
    }

    @Test func oneThatWaitsDoesNotHideTheOthers() {
        var table = InFlightBatches()
        let stuck = batch(2)
        let first = table.begin(stuck)
        for _ in 0..<1000 {
            let number = table.begin(batch(3))
            #expect(table.find(number + 2)?.index == 2)
            table.end(number)
        }
        #expect(table.find(first + 1)?.batch === stuck)
    }

    @Test func theFirstOutcomeOfARecordCounts() throws {
        let call = batch(2)
        func written(_ number: UInt, _ offset: Int64) -> DeliveryReport {
            DeliveryReport(ticket: number, partition: 1, offset: offset, failure: nil, mayBeWritten: true)
        }
        #expect(call.finish(written: [written(20, 7)], from: 20).count == 1)
        #expect(call.fail([0], BrokerFailure.clientClosed("p")).count == 0)
        let second = call.finish(written: [written(20, 9), written(21, 8), written(21, 10)], from: 20)
        #expect(second.count == 1 && second.isWhole)
        let results = try call.results(missing: BrokerFailure.clientClosed("p")).map { try $0.get() }
        #expect(results.map(\.offset) == [7, 8])
    }
}
