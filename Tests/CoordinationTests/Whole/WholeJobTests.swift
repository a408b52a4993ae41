import FleetCore
import JSON
import Messaging
import Persistence
import Testing

@testable import Coordination

/// From a record on the job topic to a model in the registry, through the real front, the real machines and scripted workers.
struct WholeJobTests {
    static let allStages = Samples.job(
        """
        "materialize": {"views": ["text_stats"]}, "optimize": {"passes": [{"type": "quantize", "format": "q8_0"}]},
        "evaluate": {"gates": [{"metric": "exact_match", "min": 0.7}]},
        "promote": {"alias": "production", "when": "gates_pass"}
        """)

    private func words(_ values: [JSONValue], _ name: String) -> [String] { values.compactMap { $0[name]?.string } }

    @Test func aBareRecordBecomesARegisteredModel() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.allStages)
        #expect(words(try fleet.statuses(), "state").prefix(2) == ["submitted", "validating"])
        let done = try await fleet.work()
        let moves = try fleet.events().filter { $0["revision"] != nil }
        #expect(words(moves, "state") == ["submitted", "validating", "running", "succeeded"])
        #expect(Set(done.map(\.run.stage)) == [.sanitize, .materialize, .train, .optimize, .evaluate])
        let status = try #require(try fleet.statuses().last)
        #expect(status["state"] == "succeeded" && status["terminal"] == true && status["error"] == .null)
        #expect(status["result"]?["verdict"] == "gates_passed")
        #expect(status["result"]?["models"]?[0]?["ref"] == "support-triage@1")
        #expect(status["result"]?["models"]?[0]?["aliases"]?.array?.contains("production") == true)
        let job = try #require(try await fleet.job())
        let stages = try await fleet.bench.store.read { try $0.stages(of: job.id) }
        #expect(stages.map(\.stage) == StageKind.allCases && stages.allSatisfy { $0.state == .succeeded })
    }

    @Test func theEventTopicShowsEveryTransitionAndTheStatusTopicTheNewest() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.allStages)
        try await fleet.work()
        let job = try #require(try await fleet.job())
        let history = try await fleet.bench.store.read { try $0.history(of: job.id, limit: 1000) }
        let moves = history.filter { $0.entity == "job" || $0.entity == "stage" }
        let told = try fleet.events().filter { $0["schema"] == "modelops.event/v1" && $0["state"] != nil }
        #expect(told.count == moves.count)
        #expect(words(told, "state") == moves.map(\.toState))
        let revisions = try fleet.statuses().compactMap { $0["revision"]?.integer }
        #expect(revisions.first == 1 && revisions == Set(revisions).sorted(), "each is newer than the one before it")
        #expect(revisions.last == job.revision)
    }

    @Test func aGateThatFailsIsNoFailedJobAndPromotesNothing() async throws {
        let fleet = try await WholeFleet(StepScript(gate: .failed))
        try await fleet.send(Self.allStages)
        try await fleet.work()
        let status = try #require(try fleet.statuses().last)
        #expect(status["state"] == "succeeded" && status["result"]?["verdict"] == "gates_failed")
        let aliases = try await fleet.bench.store.read { try $0.aliases(of: "support-triage", tenant: TenantName("default")) }
        #expect(aliases.map(\.alias) == ["candidate"])
    }

    @Test func aCancelThatOvertakesItsSubmitIsCarriedOut() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(#"{"schema": "modelops.command/v1", "command": "cancel", "idempotency_key": "early"}"#)
        try await fleet.beat()
        try await fleet.send(Samples.job(#""idempotency_key": "early""#))
        #expect(try await fleet.job()?.state == .cancelled)
        #expect(try fleet.runs().isEmpty)
        #expect(try fleet.statuses().last?["state"] == "cancelled")
    }

    @Test func aJobThatNoWorkerCanDoWaitsAndSaysWhyUntilOneBeats() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Samples.shortest)
        try await fleet.beat(capabilities: [])
        for _ in 0..<3 {
            for run in try fleet.runs() {
                let token = ScriptedWorker.token(run)
                try await fleet.worker(.sanitize)?.accept([token])
                let (output, spawned) = try fleet.script.outcome(of: run)
                try await fleet.worker(.sanitize)?.complete(token, output, spawning: spawned)
            }
            try await fleet.bench.settle()
            try await fleet.beat(capabilities: [])
        }
        try await fleet.bench.loops.waiting.look()
        try await fleet.bench.settle()
        let waiting = try #require(try fleet.statuses().last)
        #expect(waiting["state"] == "waiting" && waiting["waiting"]?["reason"] == "no_matching_worker")
        #expect(waiting["waiting"]?["frees"]?.string?.contains("provider:local") == true)
        try await fleet.beat(capabilities: ["provider:local"])
        let freed = try #require(try fleet.statuses().last)
        #expect(freed["state"] == "running" && freed["waiting"] == .null)
        #expect(try fleet.runs().last { $0.stage == .train } != nil)
    }
}
