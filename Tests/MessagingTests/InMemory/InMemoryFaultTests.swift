import FleetCore
import Messaging
import Testing

@Suite("InMemoryBroker does on demand what a broker does on a bad day")
struct InMemoryFaultTests {
    let broker = InMemoryBroker(
        clock: SystemClock(), identifiers: IdentifierSource(clock: SystemClock(), random: SeededRandom(seed: 1)), retainedBytes: 1000)
    let source = TopicPartition(topic: "t", partition: 0)

    init() { broker.createTopic("t") }

    private func record(_ text: String) -> OutgoingRecord { OutgoingRecord(topic: "t", key: nil, value: Array(text.utf8)) }

    private var bodies: [String] { broker.records(in: "t").map { String(decoding: $0.value, as: UTF8.self) } }

    @Test func aSendCanBeLostDoubledOrFailBeforeAndAfterItsEffect() async throws {
        let producer = try await broker.producer(clientName: "p")
        let failure = FleetError(BrokerFailure.deliveryUnknown, .transient, "no answer")
        broker.onProduce { record in
            switch String(decoding: record.value ?? [], as: UTF8.self) {
            case "lost": .lost
            case "double": .duplicated
            case "before": .failedBefore(failure)
            case "after": .failedAfter(failure)
            default: .none
            }
        }
        let results = await producer.send(all: ["lost", "double", "before", "after", "fine"].map { record($0) })
        #expect(bodies == ["double", "double", "after", "fine"])
        #expect(results.map { if case .failure = $0 { true } else { false } } == [false, false, true, true, false])
    }

    @Test func anExpelledMemberIsFencedUntilItLearnsOfIt() async throws {
        let producer = try await broker.producer(clientName: "p")
        let member = try await broker.groupConsumer(group: "g", topics: ["t"], clientName: "m")
        _ = try await producer.send(record("1"))
        guard case .assigned = try await member.next(limit: 1), case .records = try await member.next(limit: 1) else {
            Issue.record("no assignment")
            return
        }
        broker.expel(clientName: "m", from: "g")
        await #expect(throws: FleetError.self) { try await member.commit([source: 1]) }
        #expect(broker.committed(by: "g").isEmpty)
        guard case .revoked = try await member.next(limit: 10), case .assigned = try await member.next(limit: 10),
            case .records(let again) = try await member.next(limit: 10)
        else {
            Issue.record("revoked, assigned and the record again were expected")
            return
        }
        #expect(again.map(\.offset) == [0])
        try await member.commit([source: 1])
        #expect(broker.committed(by: "g") == [source: 1])
    }

    /// Of the next `count` records, whatever is told before them.
    private func offsets(_ count: Int, of member: any GroupConsumer) async throws -> [Int64] {
        var offsets: [Int64] = []
        while offsets.count < count, let event = try await member.next(limit: 10) {
            if case .records(let records) = event { offsets += records.map(\.offset) }
        }
        return offsets
    }

    @Test func aForcedRebalanceReadsFromTheCommittedOffset() async throws {
        let producer = try await broker.producer(clientName: "p")
        for text in ["0", "1", "2"] { _ = try await producer.send(record(text)) }
        let member = try await broker.groupConsumer(group: "g", topics: ["t"], clientName: "m")
        #expect(try await offsets(3, of: member) == [0, 1, 2])
        try await member.commit([source: 2])
        broker.forceRebalance(of: "g")
        #expect(try await offsets(1, of: member) == [2])
    }

    @Test func trimmingAndRecreatingATopicPutReadersOutOfRange() async throws {
        let producer = try await broker.producer(clientName: "p")
        for text in ["0", "1", "2", "3"] { _ = try await producer.send(record(text)) }
        let consumer = try await broker.assignedConsumer(clientName: "c")
        try await consumer.assign([source: .offset(1)])
        broker.trim(source, before: 2)
        guard case .outOfRange(source) = try await consumer.next(limit: 1) else {
            Issue.record("a trimmed offset was read")
            return
        }
        try await consumer.assign([source: .offset(3)])
        broker.recreate("t")
        guard case .outOfRange(source) = try await consumer.next(limit: 1) else {
            Issue.record("an offset of the former topic was read")
            return
        }
    }

    @Test func retentionByBytesKeepsTheNewest() async throws {
        let producer = try await broker.producer(clientName: "p")
        for number in 0..<50 { _ = try await producer.send(record(String(number))) }
        let kept = bodies
        #expect(kept.last == "49")
        #expect(kept.count == 13)
        let range = try await broker.administration().offsets(of: [source])
        #expect(range == [source: OffsetRange(low: 37, high: 50)])
    }

    @Test func hiddenRecordsAppearInOrderWhenRevealed() async throws {
        let producer = try await broker.producer(clientName: "p")
        let consumer = try await broker.groupConsumer(group: "g", topics: ["t"], clientName: "c")
        broker.hide(source)
        for text in ["0", "1"] { _ = try await producer.send(record(text)) }
        guard case .assigned = try await consumer.next(limit: 10) else {
            Issue.record("no assignment")
            return
        }
        async let seen = offsets(2, of: consumer)
        broker.reveal(source)
        #expect(try await seen == [0, 1])
    }

    @Test func anUnreachableBrokerFailsAsTransientAndLosesNothing() async throws {
        let producer = try await broker.producer(clientName: "p")
        _ = try await producer.send(record("0"))
        broker.setUnreachable(true)
        let results = await producer.send(all: [record("1")])
        guard case .failure(let error) = results[0] else {
            Issue.record("written to a broker that does not answer")
            return
        }
        #expect(error.disposition == .transient)
        broker.setUnreachable(false)
        _ = try await producer.send(record("2"))
        #expect(bodies == ["0", "2"])
    }

    @Test func eachInstanceHasAnIdentityOfItsOwn() async throws {
        let other = InMemoryBroker(clock: SystemClock(), identifiers: IdentifierSource(clock: SystemClock(), random: SystemRandom()))
        let identities = try await (broker.administration().clusterIdentity(), other.administration().clusterIdentity())
        #expect(identities.0 != identities.1)
    }

    @Test(arguments: [("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536), ("abc", 479_470_107)])
    func keysHashAsTheJavaClientHashesThem(_ key: String, _ hash: Int) {
        #expect(Int(Int32(bitPattern: KeyPartitioner.murmur2(Array(key.utf8)))) == hash)
    }
}
