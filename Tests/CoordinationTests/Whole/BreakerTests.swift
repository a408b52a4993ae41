import FleetCore
import FleetTesting
import JSON
import Messaging
import Persistence
import Testing

@testable import Coordination

@Suite("A release that refuses everything does not drain a topic into the dead letters")
struct BreakerTests {
    private static func refused(_ number: Int) -> String {
        PoisonCorpus.document("job-\(number)").replacing(#""provider": "local""#, with: #""provider": "gone""#)
    }

    private func letters(_ fleet: WholeFleet) -> Int { fleet.bench.broker.records(in: FleetTopics.deadLetters).count }

    /// The pause is over: the reading loop is turned as its clock would.
    private func probe(_ fleet: WholeFleet) async throws {
        fleet.bench.clock.advance(by: .seconds(30))
        try await fleet.bench.loops.intake.probe()
        try await fleet.bench.settle()
    }

    private func trip(_ fleet: WholeFleet, behind: [String] = []) async throws {
        // All of them lie on the topic before the coordinator reads the first.
        for number in 0..<60 { try await fleet.put(Self.refused(number)) }
        for body in behind { try await fleet.put(body) }
        try await fleet.bench.settle()
    }

    @Test func theTopicIsLeftAloneAtTheThresholdAndNothingIsLost() async throws {
        let fleet = try await WholeFleet()
        try await trip(fleet)
        #expect(letters(fleet) == 50)
        #expect(fleet.bench.coordinator.intakePauses.map(\.topic) == ["modelops.jobs"])
        #expect(fleet.bench.coordinator.intakePauses.first?.reason == "unknown_value")
        #expect(try await fleet.bench.coordinator.figures().intakePaused == ["modelops.jobs": true])
        let offset = try await fleet.bench.store.read { try $0.offsets() }.first { $0.topic == "modelops.jobs" }?.nextOffset
        #expect(offset == 50)
    }

    @Test func oneMessageIsTriedInEachPause() async throws {
        let fleet = try await WholeFleet()
        try await trip(fleet)
        try await fleet.bench.loops.intake.probe()
        try await fleet.bench.settle()
        #expect(letters(fleet) == 50)
        for probed in 51...53 {
            try await probe(fleet)
            #expect(letters(fleet) == probed)
        }
        #expect(!fleet.bench.coordinator.intakePauses.isEmpty)
    }

    @Test func aGoodMessageOpensTheTopicAgain() async throws {
        let fleet = try await WholeFleet()
        let good = (0..<30).map { PoisonCorpus.document("good-\($0)") }
        try await trip(fleet, behind: good)
        for _ in 0..<11 { try await probe(fleet) }
        #expect(fleet.bench.coordinator.intakePauses.isEmpty)
        #expect(letters(fleet) == 60)
        #expect(try await fleet.bench.store.read { try $0.jobCounts(tenant: TenantName("default")) }[.running] == 30)
    }

    @Test func anotherTenantsTopicIsReadOn() async throws {
        let fleet = try await WholeFleet()
        try await trip(fleet)
        try await fleet.send(Samples.shortest, topic: "modelops.tenant.acme.jobs")
        #expect(try await fleet.jobs(of: "acme").count == 1)
        try await fleet.send(Samples.shortest)
        #expect(try await fleet.jobs().isEmpty)
    }

    @Test func bytesThatNobodyCouldReadBlockNobody() async throws {
        let fleet = try await WholeFleet()
        for number in 0..<200 { try await fleet.put("  \"line\": \(number),") }
        try await fleet.put(Samples.shortest)
        try await fleet.bench.settle()
        #expect(letters(fleet) == 200)
        #expect(try await fleet.jobs().count == 1)
    }

    @Test func oneMessageThatIsSentAgainAndAgainBlocksNobody() async throws {
        let fleet = try await WholeFleet()
        for _ in 0..<200 { try await fleet.put(Self.refused(1)) }
        try await fleet.put(Samples.shortest)
        try await fleet.bench.settle()
        #expect(letters(fleet) == 200)
        #expect(try await fleet.jobs().count == 1)
    }

    @Test func readinessTellsItToThoseOfTheTenantAndStaysReady() async throws {
        let fleet = try await WholeFleet()
        try await trip(fleet)
        let api = try await APIHarness(over: fleet)
        let own = try await api.call(.get, "/readyz", as: "reader")
        #expect(own.status == 200)
        #expect(own.body["notices"]?[0]?["code"] == "intake_paused")
        #expect(own.body["notices"]?[0]?["message"]?.string?.contains("modelops.jobs") == true)
        for other in [nil, "stranger"] {
            let answer = try await api.call(.get, "/readyz", as: other)
            #expect(answer.body["notices"]?[0] == ["check": "intake", "code": "intake_paused"])
        }
    }

    @Test func theLoopsWakeTheTopicByThemselves() async throws {
        let clock = ManualClock()
        let broker = Bench.broker(clock, kinds: [.train])
        let fleet = RunningFleet(store: try SQLiteStateStore.inMemory(clock: clock), broker: broker, clock: clock)
        let producer = try await broker.producer(clientName: "sender")
        for number in 0..<60 {
            _ = try await producer.send(OutgoingRecord(topic: "modelops.jobs", key: nil, value: Array("{\"a\": \(number)}".utf8)))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await fleet.run() }
            try await fleet.untilIdle()
            let isTripped = try await fleet.pass { broker.records(in: FleetTopics.deadLetters).count == 50 }
            #expect(isTripped)
            try await fleet.pass(.seconds(20))
            #expect(broker.records(in: FleetTopics.deadLetters).count == 50)
            for probed in 51...52 {
                let isProbed = try await fleet.pass { broker.records(in: FleetTopics.deadLetters).count == probed }
                #expect(isProbed)
            }
            fleet.shutdown.set()
            try await group.waitForAll()
        }
    }
}
