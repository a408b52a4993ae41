import FleetCore
import Messaging
import Testing

@Suite("Records that share a buffer")
struct RecordBytesTests {
    private let source = TopicPartition(topic: "t", partition: 0)

    private func record(in buffer: [UInt8], from start: Int, key: Int?, value: Int?) -> Record {
        Record(source: source, offset: 0, in: buffer, from: start, key: key, value: value, headers: [], timestamp: Timestamp(milliseconds: 0))
    }

    @Test func eachReadsItsOwnBytes() {
        let buffer = Array("k1v1k2value2".utf8)
        let first = record(in: buffer, from: 0, key: 2, value: 2)
        let second = record(in: buffer, from: 4, key: 2, value: 6)
        #expect(first.key == Array("k1".utf8) && first.value == Array("v1".utf8))
        #expect(second.keyBytes.map(Array.init) == Array("k2".utf8) && Array(second.valueBytes) == Array("value2".utf8))
        #expect(first.size == 4 && second.size == 8)
    }

    @Test func whatIsNotThereIsNotWhatIsEmpty() {
        let buffer = Array("xy".utf8)
        let tombstone = record(in: buffer, from: 1, key: nil, value: nil)
        #expect(tombstone.key == nil && tombstone.keyBytes == nil && tombstone.isTombstone && tombstone.value.isEmpty)
        let empty = record(in: buffer, from: 2, key: 0, value: 0)
        #expect(empty.key == [] && !empty.isTombstone && empty.value.isEmpty && empty.valueBytes.isEmpty)
    }

    @Test func aRecordOfItsOwnKeepsKeyAndValueApart() {
        for (key, value) in [([1, 2], [3]), ([], [3]), (nil, [3]), ([1], []), (nil, [])] as [([UInt8]?, [UInt8])] {
            let record = Record(source: source, offset: 0, key: key, value: value, headers: [], timestamp: Timestamp(milliseconds: 0))
            #expect(record.key == key && record.value == value && !record.isTombstone)
            let outgoing = OutgoingRecord(topic: "t", key: key, value: value)
            #expect(outgoing.key == key && outgoing.value == value)
        }
        #expect(OutgoingRecord(topic: "t", key: [1], value: nil).value == nil)
        let marked = Record(source: source, offset: 0, key: [7], value: [], headers: [], timestamp: Timestamp(milliseconds: 0), isTombstone: true)
        #expect(marked.isTombstone && marked.key == [7] && marked.value.isEmpty)
    }

    @Test func aBatchHasRecordsInOrderWithTheirOwnKeysAndValues() throws {
        var batch = OutgoingBatch(reserving: 3, bytes: 16)
        batch.append(topic: "a", partition: 2, key: [1, 2], headers: [.init("h", "x")]) { $0 += [3, 4] }
        batch.append(topic: "b", key: nil) { _ in }
        batch.append(topic: "a", key: []) { $0.append(5) }
        #expect(batch.count == 3)
        let records = batch.takeAll()
        #expect(records.map(\.topic) == ["a", "b", "a"])
        #expect(records.map(\.partition) == [2, nil, nil])
        #expect(records.map(\.key) == [[1, 2], nil, []])
        #expect(records.map(\.value) == [[3, 4], [], [5]])
        #expect(records[0].headers == [.init("h", "x")])
        #expect(batch.count == 0 && batch.takeAll().isEmpty)
    }

    @Test func aValueThatCannotBeWrittenLeavesTheBatchAsItWas() {
        var batch = OutgoingBatch()
        batch.append(topic: "a", key: [1]) { $0.append(2) }
        #expect(throws: FleetError.self) {
            try batch.append(topic: "a", key: [9, 9]) { bytes in
                bytes += [9, 9]
                throw FleetError("no_value", .rejected, "test")
            }
        }
        batch.append(topic: "a", key: [3]) { $0.append(4) }
        let records = batch.takeAll()
        #expect(records.map(\.key) == [[1], [3]] && records.map(\.value) == [[2], [4]])
    }
}
