import FleetCore
import FleetTesting
import JSON
import Messaging
import Persistence
import Testing

@testable import Coordination

@Suite("A poison message blocks no neighbour")
struct PoisonTests {
    @Test func theCorpusIsLargeEnough() {
        #expect(PoisonCorpus.count >= 300)
    }

    @Test(arguments: PoisonCategory.allCases)
    func everyMessageIsAJobOrPutAsideAndTheOneBehindItGoesThrough(_ category: PoisonCategory) async throws {
        let fleet = try await WholeFleet()
        var jobs = 0
        var letters = 0
        for (index, poison) in category.cases.enumerated() {
            try await fleet.post(poison.body, headers: poison.headers)
            try await fleet.send(PoisonCorpus.document("neighbour-\(index)"))
            jobs += poison.expectation == .accepted ? 2 : 1
            let counted = try await fleet.bench.store.read { try $0.jobCounts(tenant: TenantName("default")).values.reduce(0, +) }
            #expect(counted == jobs, "\(poison)")
            jobs = counted
            let written = fleet.bench.broker.records(in: FleetTopics.deadLetters)
            guard case .refused(let code) = poison.expectation else {
                #expect(written.count == letters, "\(poison): \(written.last.flatMap { DeadLetter(reading: $0)?.reason.rawValue } ?? "")")
                letters = written.count
                continue
            }
            letters += 1
            #expect(written.count == letters, "\(poison)")
            letters = written.count
            let letter = written.last.flatMap { DeadLetter(reading: $0) }
            #expect(letter?.reason.rawValue == code, "\(poison)")
            #expect(letter?.offset == Int64(2 * index), "\(poison)")
            #expect(letter?.origin == TopicPartition(topic: "modelops.jobs", partition: 0), "\(poison)")
            #expect(letter.map { $0.value == poison.body || $0.isTruncated } == true, "\(poison)")
            let status = try fleet.statuses().first { $0["request"]?["offset"]?.integer == Int64(2 * index) }
            #expect(status?["state"] == "rejected", "\(poison)")
            #expect(status?["error"]?["code"]?.string == code, "\(poison)")
        }
        #expect(fleet.bench.coordinator.intakePauses.isEmpty)
    }
}
