import FleetCore
import JSON
import Messaging
import Testing

@testable import Coordination

/// What bad input gets, as records on the job topic of a whole fleet.
struct BadInputTests {
    @Test(
        arguments: [
            ("{\"name\": ", "json_invalid", nil),
            (#"{"name": 7}"#, "wrong_type", "name"),
            (Samples.job(#""optimise": {}"#), "unknown_field", "optimise"),
            (Samples.job(#""stages": ["sanitise"]"#), nil, "stages"),
            (Samples.shortest.replacing(#""local""#, with: #""lokal""#), "unknown_value", "train.provider"),
            (#"{"name": "a", "train": {"provider": "local", "base_model": "m"}}"#, "missing_field", "dataset"),
            (Samples.shortest.replacing("file:///data", with: "/data"), nil, "dataset.sources[0].uri"),
            (Samples.job(#""tenant": "acme""#), "tenant_mismatch", "tenant"),
            (String(repeating: "[", count: 100) + String(repeating: "]", count: 100), "json_too_deep", nil),
            ("{\"name\": \"" + String(repeating: "x", count: 600 * 1024) + "\"}", "json_too_large", nil),
        ] as [(String, String?, String?)])
    func badInputIsRejectedDispatchesNothingAndBlocksNobody(body: String, code: String?, path: String?) async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(body)
        try await fleet.beat()
        let status = try #require(try fleet.statuses().first)
        #expect(status["state"] == "rejected" && status["terminal"] == true && status["job_id"] == .null)
        if let code { #expect(status["error"]?["code"]?.string == code) }
        if let path { #expect(status["error"]?["path"]?.string == path) }
        #expect(status["error"]?["message"]?.string?.isEmpty == false)
        #expect(try fleet.runs().isEmpty)
        #expect(try await fleet.jobs().isEmpty)
        #expect(fleet.bench.broker.records(in: FleetTopics.deadLetters).count == 1)
        try await fleet.send(Samples.shortest)
        #expect(try await fleet.job()?.state == .validating)
    }

    @Test func aUsedKeyWithAnotherDocumentIsRejectedAndTheFirstJobGoesOn() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Samples.job(#""idempotency_key": "order-1""#))
        try await fleet.send(Samples.job(#""idempotency_key": "order-1", "timeout": "1h""#))
        let refused = try #require(try fleet.statuses().last { $0["state"] == "rejected" })
        #expect(refused["error"]?["code"] == "idempotency_key_used" && refused["error"]?["path"] == "idempotency_key")
        #expect(refused["idempotency_key"] == "order-1")
        try await fleet.work()
        #expect(try await fleet.jobs().map(\.state) == [.succeeded])
    }

    @Test func aRefusalEchoesTheSendersLabelsWhereTheyAreLabels() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Samples.job(#""labels": {"order": "4711"}, "optimise": {}"#))
        try await fleet.send(Samples.job(#""labels": {"order": 4711}"#))
        #expect(try fleet.statuses().map { $0["state"] } == ["rejected", "rejected"])
        #expect(try fleet.statuses().map { $0["labels"] } == [["order": "4711"], [:]])
    }

    @Test(arguments: ["BAD_Name", "-acme", "a.b", "default"])
    func aMessageForATenantThatCannotBeIsADeadLetterAndBlocksNobody(_ name: String) async throws {
        let fleet = try await WholeFleet()
        let topic = "modelops.tenant.\(name).jobs"
        fleet.bench.broker.createTopic(topic)
        try await fleet.bench.loops.intake.begin()
        try await fleet.send(Samples.shortest, topic: topic)
        let letter = try #require(fleet.bench.broker.records(in: FleetTopics.deadLetters).first.flatMap { DeadLetter(reading: $0) })
        #expect(letter.reason == "tenant_name_invalid" && letter.origin.topic == topic && letter.value == Array(Samples.shortest.utf8))
        let api = try await APIHarness(over: fleet)
        let listed = try await api.call(.get, "/v1/dead-letters", as: "reader").body["dead_letters"]?[0]
        #expect(listed?["reason"] == "tenant_name_invalid" && listed?["origin"]?["topic"]?.string == topic)
        try await fleet.send(Samples.shortest)
        #expect(try await fleet.jobs().count == 1)
    }

    @Test func aJobOnATenantsTopicIsThatTenantsAlone() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Samples.shortest, topic: "modelops.tenant.acme.jobs")
        try await fleet.work()
        #expect(try await fleet.jobs().isEmpty)
        #expect(try await fleet.jobs(of: "acme").map(\.state) == [.succeeded])
        #expect(try fleet.statuses().isEmpty)
        #expect(try fleet.bodies(on: "modelops.tenant.acme.jobs.status").last?["state"] == "succeeded")
    }
}
