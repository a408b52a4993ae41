import FleetCore
import JSON
import Messaging
import Persistence
import Testing

@testable import Coordination

@Suite struct JobIntakeTests {
    @Test func aBareJobIsAcceptedAndToldOnItsStatusTopic() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.job(#""labels": {"order": "4711"}, "timeout": "6h""#), offset: 7))
        let job = try #require(try await front.jobs().first)
        #expect(job.state == .running && job.name == "support-triage" && job.deadlineAt == front.clock.wallTime().advanced(by: .seconds(21_600)))
        let outbox = try await front.outbox()
        let statuses = try outbox.filter { $0.topic == "modelops.jobs.status" }.map { try JSONReader.parse($0.body ?? []) }
        #expect(statuses.map { $0["state"]?.string } == ["submitted", "running"])
        #expect(statuses.map { $0["revision"]?.integer } == [1, 3])
        #expect(statuses[0]["request"] == ["topic": "modelops.jobs", "partition": 0, "offset": 7, "key": nil, "ce_id": nil])
        #expect(statuses[0]["labels"] == ["order": "4711"])
        #expect(statuses[0]["schema"] == "modelops.status/v1" && statuses[0]["terminal"] == false)
        #expect(outbox.filter { $0.topic == "modelops.events" }.count == 3)
        #expect(outbox.allSatisfy { $0.key == job.id.rawValue })
    }

    /// Refuses every job when it is begun.
    private struct RefusingControl: JobControl {
        let control: StandInControl
        var transaction: StoreTransaction { control.transaction }
        func start(_ id: JobID, actor: String) throws {
            try control.start(id, actor: actor)
            throw FleetError("refused", .rejected, "not this one")
        }
        func cancel(_ id: JobID, by actor: String, cause: String) throws -> JobState { try control.cancel(id, by: actor, cause: cause) }
        func pause(_ id: JobID, by actor: String) throws { try control.pause(id, by: actor) }
        func resume(_ id: JobID, by actor: String) throws { try control.resume(id, by: actor) }
    }

    @Test func aJobThatIsRefusedWhenItIsBegunLeavesNothingButTheRefusal() async throws {
        let front = try await FrontHarness()
        let intake = front.intake
        let record = front.record(Samples.job(#""idempotency_key": "a""#))
        _ = try await front.change { try intake.take(intake.read(record), in: RefusingControl(control: $0)) }
        #expect(try await front.jobs().isEmpty)
        #expect(try await front.store.read { try $0.idempotency(tenant: TenantName("default"), key: "a") } == nil)
        #expect(try await front.bodies(on: "modelops.jobs.status").map { $0["state"]?.string } == ["rejected"])
    }

    @Test func theSameRecordTwiceChangesNothing() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.shortest))
        _ = try await front.outbox()
        try await front.take(front.record(Samples.shortest))
        #expect(try await front.jobs().count == 1)
        #expect(try await front.outbox().isEmpty)
    }

    @Test func anIdenticalDocumentIsTheSameJobWhileItIsUnfinished() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.shortest, offset: 0))
        try await front.take(front.record(Samples.shortest, offset: 1))
        #expect(try await front.jobs().count == 1)
        let id = try #require(try await front.jobs().first?.id)
        try await front.change { _ = try $0.cancel(id, by: "test", cause: "test") }
        try await front.take(front.record(Samples.shortest, offset: 2))
        #expect(try await front.jobs().count == 2)
    }

    @Test func anIdempotencyKeyOutlivesItsJob() async throws {
        let front = try await FrontHarness()
        let keyed = Samples.job(#""idempotency_key": "a""#)
        try await front.take(front.record(keyed, offset: 0))
        let id = try #require(try await front.jobs().first?.id)
        try await front.change { _ = try $0.cancel(id, by: "test", cause: "test") }
        _ = try await front.outbox()
        try await front.take(front.record(keyed, offset: 1))
        #expect(try await front.jobs().count == 1)
        // Its sender is told again what became of it.
        #expect(try await front.bodies(on: "modelops.jobs.status").first?["state"] == "cancelled")
    }

    @Test func aUsedKeyWithAnotherDocumentIsRejected() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.job(#""idempotency_key": "a""#), offset: 0))
        _ = try await front.outbox()
        try await front.take(front.record(Samples.job(#""idempotency_key": "a", "timeout": "1h""#), offset: 1))
        let status = try #require(try await front.bodies(on: "modelops.jobs.status").first)
        #expect(status["state"] == "rejected" && status["error"]?["path"] == "idempotency_key" && status["idempotency_key"] == "a")
        #expect(try await front.jobs().count == 1)
    }

    @Test(
        arguments: [
            ("not json", "json_invalid", nil), ("[1]", "wrong_type", nil), (#"{"name": 7}"#, "wrong_type", "name"),
            (#"{"name": "a", "dataset": {"sources": ["file:///a"]}}"#, "missing_field", "train"),
            (Samples.job(#""deploy": true"#), "unknown_field", "deploy"), (Samples.job(#""policy": "p@1""#), "not_available_yet", "policy"),
            (Samples.job(#""tenant": "acme""#), "tenant_mismatch", "tenant"),
            (
                #"{"name": "a", "dataset": {"sources": ["file:///a"]}, "train": {"provider": "lokal", "base_model": "m"}}"#, "unknown_value",
                "train.provider"
            ),
            (
                #"{"name": "a", "dataset": {"sources": ["/a"]}, "train": {"provider": "local", "base_model": "m"}}"#, "contradiction",
                "dataset.sources[0].uri"
            ),
            (#"{"name": "a", "train": {"provider": "local", "base_model": "m"}}"#, "missing_field", "dataset"),
            (#"{"schema": "modelops.job/v9"}"#, "schema_unknown", "schema"),
            (#"{"schema": "modelops.command/v1", "command": "stop"}"#, "command_unknown", "command"),
            (String(repeating: "[", count: 100) + String(repeating: "]", count: 100), "json_too_deep", nil),
            ("{\"name\": \"" + String(repeating: "x", count: 600 * 1024) + "\"}", "json_too_large", nil),
            ("\u{FEFF}{}", "json_invalid", nil),
            (#"{"name": "a\u0000b"}"#, "out_of_range", "name"), (Samples.job(#""labels": {"a\u0000": "b"}"#), "out_of_range", "labels"),
        ] as [(String, String, String?)])
    func badInputIsRejectedAnsweredAndPutAside(body: String, code: String, path: String?) async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(body, offset: 3))
        try await front.take(front.record(Samples.shortest, offset: 4))
        let outbox = try await front.outbox()
        let status = try #require(outbox.first { $0.topic == "modelops.jobs.status" })
        #expect(status.key == "req_modelops.jobs-0-3")
        let snapshot = try JSONReader.parse(status.body ?? [])
        #expect(snapshot["state"] == "rejected" && snapshot["terminal"] == true && snapshot["job_id"] == .null)
        #expect(snapshot["error"]?["code"]?.string == code)
        if let path { #expect(snapshot["error"]?["path"]?.string == path) }
        #expect(outbox.contains { $0.topic == "modelops.events" && $0.key == "req_modelops.jobs-0-3" })
        let letter = try #require(outbox.first { $0.topic == "modelops.dead-letters" })
        #expect(letter.headers.contains(code))
        // The partition goes on.
        #expect(try await front.jobs().count == 1)
    }

    @Test func aKeyThatNoStoreHoldsStillReachesTheDeadLetters() async throws {
        let front = try await FrontHarness()
        let record = Record(
            source: TopicPartition(topic: "modelops.jobs", partition: 0), offset: 0, key: [0, 255], value: [0xFF], headers: [],
            timestamp: front.clock.wallTime())
        try await front.take(record)
        let letter = try #require(try await front.outbox().first { $0.topic == "modelops.dead-letters" })
        #expect(letter.key == "hex:00ff" && letter.body == [0xFF])
    }

    @Test(arguments: ["{", "}", "  \"name\": \"support-triage\",", "},"])
    func oneLineOfAPrettyPrintedDocumentIsRecognised(line: String) async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(line))
        let status = try #require(try await front.bodies(on: "modelops.jobs.status").first)
        #expect(status["error"]?["hint"]?.string?.contains("one message") == true)
    }

    @Test func aTenantsTopicSaysWhoseTheJobIs() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.job(#""tenant": "acme""#), topic: "modelops.tenant.acme.jobs"))
        #expect(try await front.jobs(tenant: "acme").count == 1)
        #expect(try await front.jobs().isEmpty)
        #expect(try await front.bodies(on: "modelops.tenant.acme.jobs.status").count == 2)
    }

    @Test func theSameKeyOfTwoTenantsAreTwoJobs() async throws {
        let front = try await FrontHarness()
        let body = Samples.job(#""idempotency_key": "a""#)
        try await front.take(front.event(body, type: "modelops.job.submit", id: "1", topic: "modelops.jobs"))
        try await front.take(front.event(body, type: "modelops.job.submit", id: "1", topic: "modelops.tenant.acme.jobs"))
        #expect(try await front.jobs().count == 1)
        #expect(try await front.jobs(tenant: "acme").count == 1)
    }

    @Test func anEventsIdentityIsItsSourceAndId() async throws {
        let front = try await FrontHarness()
        try await front.take(front.event(Samples.shortest, type: "modelops.job.submit", id: "1", offset: 0))
        try await front.take(front.event(Samples.job(#""timeout": "1h""#), type: "modelops.job.submit", id: "1", offset: 1))
        #expect(try await front.jobs().count == 1)
        #expect(try await front.bodies(on: "modelops.jobs.status").first?["request"]?["ce_id"] == "1")
    }

    @Test func aStructuredEventIsRead() async throws {
        let front = try await FrontHarness()
        let event = #"{"specversion": "1.0", "id": "9", "source": "/crm", "type": "modelops.job.submit", "data": \#(Samples.shortest)}"#
        try await front.take(front.record(event, headers: [Record.Header("content-type", "application/cloudevents+json")]))
        #expect(try await front.jobs().count == 1)
    }

    @Test func anEventOfAnotherTypeIsRejected() async throws {
        let front = try await FrontHarness()
        try await front.take(front.event(Samples.shortest, type: "modelops.task.completed", id: "1"))
        #expect(try await front.bodies(on: "modelops.jobs.status").first?["error"]?["code"] == "message_type_unknown")
    }

    @Test(arguments: [("production", "rejected"), ("staging", "submitted")])
    func aJobMovesAnAliasPastItsGatesOnlyWhereTheSettingsSaySo(alias: String, state: String) async throws {
        let front = try await FrontHarness(providers: ProviderCatalog(ungatedAliases: ["staging"]))
        try await front.take(front.record(Samples.job(#""promote": {"alias": "\#(alias)", "when": "always"}"#)))
        #expect(try await front.bodies(on: "modelops.jobs.status").first?["state"]?.string == state)
    }
}
