import FleetCore
import JSON
import Messaging
import ObjectStorage
import Persistence
import Testing

@testable import Coordination

/// Addresses that no worker would read are refused when the job comes in.
@Suite struct SourceIntakeTests {
    private static let rules = SourceRules(
        roots: ["/nowhere/data"], tenantRoots: [TenantName("acme"): ["/nowhere/data/acme"]], hosts: ["data.example", "data.example:8443"])

    private func intake(of uri: String, topic: String = "modelops.jobs") async throws -> JSONValue {
        let front = try await FrontHarness(providers: ProviderCatalog(sources: Self.rules))
        try await front.take(front.record(Samples.shortest.replacing("file:///data/tickets.jsonl", with: uri), topic: topic))
        return try #require(try await front.bodies(on: topic + ".status").last)
    }

    @Test(arguments: [
        "file:///etc/passwd", "file:///nowhere/data/../x.jsonl", "file:///nowhere/data/.modelops/token", "file:///nowhere/data/acme/x.jsonl",
        "file:///nowhere/data/*/x.jsonl", "https://elsewhere.example/x.jsonl", "https://data.example:9/x.jsonl",
    ])
    func whatNoWorkerWouldReadIsRejected(_ uri: String) async throws {
        let status = try await intake(of: uri)
        #expect(status["state"] == "rejected" && status["job_id"] == .null)
        #expect(status["error"]?["code"] == "source_refused" && status["error"]?["path"] == "dataset.sources[0].uri")
    }

    /// The message itself stays where its sender put it; the fleet keeps no copy.
    @Test func aSecretInASourceIsKeptNowhere() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Samples.shortest.replacing("file:///data", with: "https://ada:sk-secret@host"))
        #expect(try fleet.statuses().last?["error"]?["code"] == "secret_in_document")
        for topic in ["modelops.jobs.status", "modelops.events", FleetTopics.deadLetters] {
            for record in fleet.bench.broker.records(in: topic) { #expect(!String(decoding: record.value, as: UTF8.self).contains("sk-secret")) }
        }
        let api = try await APIHarness(over: fleet)
        let letter = try #require(try await api.call(.get, "/v1/dead-letters", as: "reader").body["dead_letters"]?[0])
        #expect(letter["reason"] == "secret_in_document" && letter["preview"] == "")
    }

    @Test(arguments: [
        ("file:///nowhere/data/x-*.jsonl", "modelops.jobs"), ("https://data.example:8443/x.jsonl?signature=a", "modelops.jobs"),
        ("file:///nowhere/data/acme/x.jsonl", "modelops.tenant.acme.jobs"),
    ])
    func whatTheSettingsAllowPasses(_ uri: String, _ topic: String) async throws {
        #expect(try await intake(of: uri, topic: topic)["state"] == "running")
    }
}
