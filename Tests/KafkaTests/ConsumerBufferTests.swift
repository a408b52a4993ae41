import FleetCore
import Messaging
import Testing

@testable import Kafka

@Suite("What was read and not yet taken")
struct ConsumerBufferTests {
    let source = TopicPartition(topic: "t", partition: 0)
    let buffer = ConsumerBuffer(maximumCount: 10, maximumBytes: 100_000)

    private func records(_ offsets: Range<Int64>, size: Int = 0) -> ConsumerItem {
        .records(
            offsets.map {
                Record(source: source, offset: $0, key: nil, value: [UInt8](repeating: 0, count: size), headers: [], timestamp: Timestamp(milliseconds: 0))
            })
    }

    private func take(_ limit: Int) -> [Int64]? {
        guard case .records(let records)? = buffer.take(limit: limit).item else { return nil }
        return records.map(\.offset)
    }

    @Test func aRevokeDropsUnreadRecordsAndAnAssignmentThatNobodySaw() {
        buffer.append(.assigned([source], generation: 1))
        buffer.append(records(0..<1))
        buffer.revoke()
        #expect(buffer.take(limit: 10).item == nil)
        buffer.append(.assigned([source], generation: 2))
        buffer.append(records(0..<1))
        #expect(buffer.take(limit: 1).item != nil)
        buffer.revoke()
        buffer.append(.assigned([source], generation: 3))
        buffer.revoke()
        guard case .revoked? = buffer.take(limit: 10).item else {
            Issue.record("the reader was not told of the revoke")
            return
        }
        #expect(buffer.take(limit: 10).item == nil)
    }

    @Test func smallBatchesAreTakenTogetherAndLargeOnesInPieces() {
        for offset in 0..<4 { buffer.append(records(Int64(offset)..<Int64(offset) + 1)) }
        buffer.append(records(4..<9))
        #expect(take(6) == [0, 1, 2, 3])
        #expect(take(2) == [4, 5])
        #expect(take(2) == [6, 7])
        buffer.append(.outOfRange(source))
        buffer.append(records(9..<10))
        #expect(take(10) == [8])
        guard case .outOfRange? = buffer.take(limit: 10).item else {
            Issue.record("what stands between two batches was passed over")
            return
        }
        #expect(take(10) == [9])
        #expect(take(10) == nil)
    }

    @Test func itSaysOnceThatThereIsRoomAgainWhenHalfOfItIs() {
        buffer.append(records(0..<6))
        #expect(buffer.hasRoom)
        buffer.append(records(6..<12))
        #expect(!buffer.hasRoom)
        #expect(!buffer.take(limit: 2).hasRoomAgain)
        #expect(!buffer.take(limit: 4).hasRoomAgain)
        #expect(!buffer.hasRoom)
        #expect(buffer.take(limit: 1).hasRoomAgain)
        #expect(buffer.hasRoom)
        #expect(!buffer.take(limit: 5).hasRoomAgain)
    }

    @Test func bytesBoundItAsCountsDo() {
        buffer.append(records(0..<3, size: 40_000))
        #expect(!buffer.hasRoom)
        #expect(!buffer.take(limit: 1).hasRoomAgain)
        #expect(buffer.take(limit: 1).hasRoomAgain)
    }

    @Test func whatIsDroppedMakesRoomToo() {
        buffer.append(records(0..<10))
        buffer.revoke()
        #expect(buffer.hasRoom)
        buffer.append(records(0..<10))
        buffer.clear()
        #expect(buffer.hasRoom)
    }

    @Test func aFailureIsMetAfterWhatWasRead() {
        buffer.append(records(0..<1))
        buffer.end(.failed(FleetError("kafka_client_failed", .fatal, "x")))
        #expect(buffer.ending == nil)
        #expect(take(10) == [0])
        guard case .failed? = buffer.ending else {
            Issue.record("the failure is not told")
            return
        }
    }
}
