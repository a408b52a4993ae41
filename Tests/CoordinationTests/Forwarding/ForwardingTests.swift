import FleetCore
import FleetTesting
import Messaging
import Testing

@testable import Coordination
@testable import Persistence

/// A partition that is slow or away delays what is meant for it, and nothing else.
struct ForwardingTests {
    private static let unreachable = FleetError(BrokerFailure.unreachable, .transient, "no leader")

    private func bench() async throws -> Bench {
        let bench = try await Bench.start()
        try await bench.settle()
        bench.broker.createTopic("modelops.jobs.status", partitions: 2)
        return bench
    }

    private func enqueue(_ rows: [(topic: String, partition: Int32?, key: String, body: String)], in bench: Bench) async throws {
        try await bench.coordinator.writer.change("enqueue") { change in
            for row in rows {
                let record = OutgoingRecord(topic: row.topic, partition: row.partition, key: Array(row.key.utf8), value: Array(row.body.utf8), headers: [])
                try change.transaction.enqueue(OutboxRow(record, job: nil, at: change.now))
            }
        }
    }

    private func sent(_ bench: Bench, on topic: String) -> [String] {
        bench.broker.records(in: topic).map { String(decoding: $0.value, as: UTF8.self) }.filter { $0.count < 8 }
    }

    /// Reads a partition as others do.
    private func ear(_ bench: Bench, _ topic: String, _ partition: Int32) async throws -> any AssignedConsumer {
        let consumer = try await bench.broker.assignedConsumer(clientName: "ear")
        try await consumer.assign([TopicPartition(topic: topic, partition: partition): .earliest])
        return consumer
    }

    /// Waits until the partition holds this body.
    private func hear(_ body: String, _ consumer: any AssignedConsumer) async throws {
        while case .records(let records) = try await consumer.next(limit: 1) {
            if records.contains(where: { $0.value == Array(body.utf8) }) { return }
        }
    }

    @Test func aSlowPartitionDelaysNoOtherAndNoLaterRow() async throws {
        let bench = try await bench()
        bench.broker.onProduce { $0.partition == 0 && $0.topic == WorkKind.train.topic ? .acknowledgedAfter(.seconds(100)) : .none }
        try await enqueue([(WorkKind.train.topic, 0, "a", "slow"), (WorkKind.train.topic, 1, "b", "b1"), (FleetTopics.control, nil, "c", "c1")], in: bench)
        let tasks = try await ear(bench, WorkKind.train.topic, 1)
        let control = try await ear(bench, FleetTopics.control, 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { while try await bench.loops.forwarder.forward() {} }
            try await hear("c1", control)
            // Comes in while the slow one is still under way, of the same key as one that went out.
            try await enqueue([(WorkKind.train.topic, 1, "b", "b2"), (FleetTopics.control, nil, "c", "c2")], in: bench)
            try await hear("c2", control)
            try await hear("b2", tasks)
            bench.clock.advance(by: .seconds(100))
            try await group.waitForAll()
        }
        let left = try await bench.store.read { try $0.unsentOutbox(limit: 10) }
        #expect(left.isEmpty)
    }

    @Test func aPartitionThatIsAwayRestsAndIsTriedAgainInOrder() async throws {
        let bench = try await bench()
        bench.broker.onProduce { $0.partition == 0 ? .failedBefore(Self.unreachable) : .none }
        try await enqueue([(WorkKind.train.topic, 0, "a", "a1"), (WorkKind.train.topic, 0, "a", "a2"), (WorkKind.train.topic, 1, "b", "b1")], in: bench)
        while try await bench.loops.forwarder.forward() {}
        #expect(sent(bench, on: WorkKind.train.topic) == ["b1"])
        bench.broker.onProduce(nil)
        while try await bench.loops.forwarder.forward() {}
        #expect(sent(bench, on: WorkKind.train.topic) == ["b1"], "it rests")
        bench.clock.advance(by: .seconds(1))
        while try await bench.loops.forwarder.forward() {}
        let all = bench.broker.records(in: WorkKind.train.topic).filter { $0.source.partition == 0 && $0.value.count == 2 }
        #expect(all.map { String(decoding: $0.value, as: UTF8.self) } == ["a1", "a2"])
    }

    @Test func whereNothingGetsThroughTheRoundFailsAndTheNextOneTriesAtOnce() async throws {
        let bench = try await bench()
        bench.broker.setUnreachable(true)
        try await enqueue((0..<100).map { (FleetTopics.control, nil, "k\($0)", "\($0)") }, in: bench)
        for _ in 0..<2 {
            let error = await expectFleetError { while try await bench.loops.forwarder.forward() {} }
            #expect(error?.disposition == .transient)
        }
        bench.broker.setUnreachable(false)
        while try await bench.loops.forwarder.forward() {}
        #expect(Set(sent(bench, on: FleetTopics.control)).count == 100)
    }

    @Test func aBacklogOfOneTopicGoesOutWholeAndInOrderPerKey() async throws {
        let bench = try await bench()
        try await enqueue((0..<3000).map { (FleetTopics.control, nil, "k\($0 % 7)", "\($0)") }, in: bench)
        while try await bench.loops.forwarder.forward() {}
        let all = bench.broker.records(in: FleetTopics.control).filter { $0.key?.count == 2 }
        #expect(all.count == 3000)
        for key in 0..<7 {
            let numbers = all.filter { $0.key == Array("k\(key)".utf8) }.compactMap { Int(String(decoding: $0.value, as: UTF8.self)) }
            #expect(numbers == Array(stride(from: key, to: 3000, by: 7)))
        }
    }
}

struct OutboxScheduleTests {
    private static func row(_ id: Int64, _ topic: String = "t", partition: Int32? = nil, key: String) -> OutboxRow {
        var row = OutboxRow(topic: topic, partition: partition, key: key, body: [], createdAt: Timestamp(milliseconds: 0))
        row.id = id
        return row
    }
    private static func at(_ seconds: Int64) -> MonotonicInstant { MonotonicInstant(nanoseconds: seconds * 1_000_000_000) }

    @Test func atMostOneRowOfAKeyIsUnderWay() {
        var schedule = OutboxSchedule()
        schedule.take([Self.row(1, key: "a"), Self.row(2, key: "a"), Self.row(3, key: "b")], now: Self.at(0))
        let first = schedule.next(now: Self.at(0))
        #expect(first.flatMap { $0.map(\.id) }.sorted() == [1, 3])
        let second = schedule.next(now: Self.at(0))
        #expect(second.isEmpty)
        schedule.arrived(Self.row(1, key: "a"))
        let third = schedule.next(now: Self.at(0))
        #expect(third.map { $0.map(\.id) } == [[2]])
    }

    @Test func rowsOfOnePartitionLeaveTogether() {
        var schedule = OutboxSchedule()
        schedule.take([Self.row(1, partition: 0, key: "a"), Self.row(2, partition: 1, key: "b"), Self.row(3, partition: 0, key: "c")], now: Self.at(0))
        let together = schedule.next(now: Self.at(0))
        #expect(together.map { $0.map(\.id) } == [[1, 3], [2]])
    }

    @Test func whatTheBrokerHasIsNotSentAgainBeforeItIsMarked() {
        var schedule = OutboxSchedule()
        schedule.take([Self.row(1, key: "a")], now: Self.at(0))
        _ = schedule.next(now: Self.at(0))
        schedule.arrived(Self.row(1, key: "a"))
        // Read again, since it is not marked yet, and with it the next one of its key.
        schedule.take([Self.row(1, key: "a"), Self.row(2, key: "a")], now: Self.at(0))
        let next = schedule.next(now: Self.at(0))
        #expect(next.map { $0.map(\.id) } == [[2]])
    }

    @Test func keysLeaveTogetherAsTheBrokerCountsThem() {
        // Kafka's own examples: the hash of a key, and with it the partition, is known.
        #expect(KeyHash.murmur2("21") == 0x7FFF_FFFF & UInt32(bitPattern: -973_932_308))
        #expect(KeyHash.murmur2("foobar") == 0x7FFF_FFFF & UInt32(bitPattern: -790_332_482))
        #expect(KeyHash.murmur2("a-little-bit-long-string") == 0x7FFF_FFFF & UInt32(bitPattern: -985_981_536))
        var schedule = OutboxSchedule()
        schedule.take((0..<64).map { Self.row($0, key: "key-\($0)") }, now: Self.at(0))
        let shipments = schedule.next(now: Self.at(0))
        #expect(shipments.count <= 16)
        for shipment in shipments { #expect(Set(shipment.map { KeyHash.murmur2($0.key ?? "") % 8 }).count == 1) }
    }

    @Test func whatRestsIsPassedOverUntilItsRestIsOver() {
        var schedule = OutboxSchedule()
        schedule.take([Self.row(1, partition: 0, key: "a")], now: Self.at(0))
        _ = schedule.next(now: Self.at(0))
        schedule.failed(Self.row(1, partition: 0, key: "a"), now: Self.at(0)) { _ in .seconds(5) }
        schedule.take([Self.row(1, partition: 0, key: "a"), Self.row(2, partition: 0, key: "b")], now: Self.at(1))
        let resting = schedule.next(now: Self.at(1))
        #expect(resting.isEmpty)
        let wakesEarly = schedule.wake(now: Self.at(4))
        #expect(!wakesEarly)
        let wakesInTime = schedule.wake(now: Self.at(5))
        #expect(wakesInTime)
        schedule.take([Self.row(1, partition: 0, key: "a"), Self.row(2, partition: 0, key: "b")], now: Self.at(5))
        let again = schedule.next(now: Self.at(5))
        #expect(again.map { $0.map(\.id) } == [[1, 2]])
    }

    @Test func aSlowTopicThatHasItsFillDoesNotKeepOthersFromBeingRead() {
        var schedule = OutboxSchedule()
        schedule.take((1...Int64(OutboxSchedule.mostKnown)).map { Self.row($0, "slow", key: "k\($0)") }, now: Self.at(0))
        let filled = schedule.next(now: Self.at(0))
        #expect(filled.reduce(0) { $0 + $1.count } == OutboxSchedule.mostUnderWay)
        #expect(!schedule.hasRoom(now: Self.at(1)))
        #expect(schedule.hasRoom(now: Self.at(2)))
        schedule.take([Self.row(9001, "slow", key: "x"), Self.row(9002, "other", key: "y")], now: Self.at(2))
        let passing = schedule.next(now: Self.at(2))
        #expect(passing.map { $0.map(\.id) } == [[9002]])
        let wakesWhileSlow = schedule.wake(now: Self.at(2))
        #expect(!wakesWhileSlow, "it is slow still")
        for id in 1...Int64(OutboxSchedule.mostUnderWay) { schedule.arrived(Self.row(id, "slow", key: "k\(id)")) }
        let wakesAfterwards = schedule.wake(now: Self.at(3))
        #expect(wakesAfterwards, "what was passed over is to be read again")
    }
    @Test func nothingOvertakesWhatWasPassedOver() {
        var schedule = OutboxSchedule()
        schedule.take((1...Int64(OutboxSchedule.mostKnown)).map { Self.row($0, "slow", key: "k\($0)") }, now: Self.at(0))
        _ = schedule.next(now: Self.at(0))
        schedule.take([Self.row(9001, "slow", key: "x")], now: Self.at(2))
        // One gets through: there is room again, while the others are slow still.
        schedule.arrived(Self.row(1, "slow", key: "k1"))
        schedule.settled(Self.row(1, "slow", key: "k1"))
        schedule.take([Self.row(9002, "slow", key: "x")], now: Self.at(2))
        for id in 2...Int64(OutboxSchedule.mostUnderWay) { schedule.arrived(Self.row(id, "slow", key: "k\(id)")) }
        var left: [Int64] = []
        while case let rows = schedule.next(now: Self.at(2)).joined(), !rows.isEmpty {
            left += rows.map(\.id)
            for row in rows { schedule.arrived(row) }
        }
        #expect(!left.contains(9002) && left.count == OutboxSchedule.mostKnown - OutboxSchedule.mostUnderWay, "9001 of the same key was passed over")
        schedule.lookFromStart()
        schedule.take([Self.row(9001, "slow", key: "x"), Self.row(9002, "slow", key: "x")], now: Self.at(3))
        let again = schedule.next(now: Self.at(3))
        #expect(again.map { $0.map(\.id) } == [[9001]])
    }

    @Test func oneThatGetsThroughDoesNotEndTheRestOfItsPartition() {
        var schedule = OutboxSchedule()
        let rows = [Self.row(1, partition: 0, key: "a"), Self.row(2, partition: 0, key: "b")]
        schedule.take(rows, now: Self.at(0))
        _ = schedule.next(now: Self.at(0))
        schedule.failed(rows[0], now: Self.at(0)) { _ in .seconds(5) }
        schedule.arrived(rows[1])
        schedule.take([rows[0]], now: Self.at(1))
        let resting = schedule.next(now: Self.at(1))
        #expect(resting.isEmpty)
        let wakesInTime = schedule.wake(now: Self.at(5))
        #expect(wakesInTime, "what was passed over is to be read again")
    }
}
