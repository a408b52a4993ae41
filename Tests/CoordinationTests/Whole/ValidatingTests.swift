import FleetCore
import JSON
import Messaging
import Persistence
import Testing

@testable import Coordination

/// A job is `validating` until its dataset version stands: what cannot be used is rejected, and nothing was begun with it.
struct ValidatingTests {
    private static let unreadable = FleetError(
        "source_unreadable", .rejected, "there is no file at file:///data/tickets.jsonl", path: "dataset.sources[0]", hint: "check the path")

    private func moves(_ fleet: WholeFleet) throws -> [String] {
        try fleet.events().filter { $0["revision"] != nil }.compactMap { $0["state"]?.string }
    }

    @Test func aSourceThatCannotBeReadIsRejectedWithPlaceAndHint() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(WholeJobTests.allStages)
        let plan = try #require(try await fleet.work(until: "plan").last)
        #expect(try await fleet.job()?.state == .validating)
        try await fleet.worker(.sanitize)?.fail(plan.token, with: Self.unreadable)
        try await fleet.bench.settle()
        let status = try #require(try fleet.statuses().last)
        #expect(status["state"] == "rejected")
        #expect(status["terminal"] == true)
        #expect(status["error"]?["code"] == "source_unreadable")
        #expect(status["error"]?["path"] == "dataset.sources[0]")
        #expect(status["error"]?["hint"] == "check the path")
        #expect(try moves(fleet) == ["submitted", "validating", "rejected"])
        #expect(Set(try fleet.runs().map(\.stage)) == [.sanitize])
        #expect(try await fleet.permits().isEmpty)
    }

    @Test func noRowLeftIsRejectedWithTheReasons() async throws {
        let fleet = try await WholeFleet(StepScript(rowsKept: 0))
        try await fleet.send(WholeJobTests.allStages)
        try await fleet.work()
        let status = try #require(try fleet.statuses().last)
        #expect(status["state"] == "rejected")
        #expect(status["error"]?["code"] == "dataset_empty")
        #expect(status["error"]?["path"] == "dataset.fields")
        #expect(status["error"]?["message"]?.string?.contains("missing_field 105") == true)
        #expect(Set(try fleet.runs().map(\.stage)) == [.sanitize])
    }

    @Test func aFailureThatIsNotTheInputsEndsTheJobAsFailed() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Samples.shortest)
        let plan = try #require(try await fleet.work(until: "plan").last)
        try await fleet.worker(.sanitize)?.fail(plan.token, with: FleetError("store_full", .permanent, "the disk is full"))
        try await fleet.bench.settle()
        #expect(try moves(fleet) == ["submitted", "validating", "failed"])
    }

    @Test func whatAPersonMustMendIsToldAndTheJobGoesOnOnceItIs() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        try await fleet.send(Samples.shortest)
        var token = try #require(try await fleet.work(until: "plan").last).token
        let full = FleetError("store_full", .blocked, "writing rows: no space left on device", hint: "free space on the disk of the artifacts")
        for _ in 0..<8 {
            try await fleet.worker(.sanitize)?.fail(token, with: full)
            try await fleet.bench.settle()
            try await fleet.bench.loops.waiting.look()
            try await fleet.bench.settle()
            let waiting = try #require(try fleet.statuses().last)
            #expect(waiting["state"] == "waiting" && waiting["waiting"]?["reason"] == "blocked")
            #expect(waiting["waiting"]?["frees"]?.string?.contains("free space on the disk") == true)
            let ready = try await api.call(.get, "/readyz", as: nil)
            #expect(ready.status == 200 && ready.body["notices"]?[0] == ["check": "jobs", "code": "jobs_blocked"])
            fleet.bench.clock.advance(by: .seconds(300))
            try await fleet.beat()
            token = ScriptedWorker.token(try #require(try fleet.runs().last))
            try await fleet.worker(.sanitize)?.accept([token])
            try await fleet.bench.settle()
        }
        try await fleet.worker(.sanitize)?.interrupt(token)
        try await fleet.work()
        #expect(try fleet.statuses().last?["state"] == "succeeded")
        #expect(try await api.call(.get, "/readyz", as: nil).body["notices"] == [])
    }

    /// The interface of this harness hears of no worker of the fleet.
    @Test func aTaskWhoseWorkerIsNotHeardOfIsNamed() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        try await fleet.send(Samples.shortest)
        try await fleet.work(until: "plan")
        let id = try #require(try await fleet.job()?.id)
        let why = try await api.call(.get, "/v1/jobs/\(id)", as: "reader").body["why"]?.string
        #expect(why?.hasPrefix("It waits: its task sanitize/plan was taken by a worker that is not heard of") == true)
    }

    @Test func aRefusalAfterTheDatasetStandsIsAFailure() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Samples.shortest)
        let train = try #require(try await fleet.work(until: "run").last { $0.run.stage == .train })
        try await fleet.worker(.train)?.fail(train.token, with: FleetError("model_unknown", .rejected, "no such base model"))
        try await fleet.bench.settle()
        #expect(try moves(fleet) == ["submitted", "validating", "running", "failed"])
    }

    @Test func whatStillReadsTheDatasetIsEndedBeforeTheJobIsRejected() async throws {
        let fleet = try await WholeFleet(StepScript(shards: 2))
        try await fleet.send(Samples.shortest)
        let first = try #require(try await fleet.work(until: "shard").last)
        let second = try #require(try fleet.runs().last)
        try await fleet.worker(.sanitize)?.accept([ScriptedWorker.token(second)])
        try await fleet.worker(.sanitize)?.fail(first.token, with: Self.unreadable)
        try await fleet.bench.settle()
        #expect(first.token != ScriptedWorker.token(second))
        #expect(try await fleet.job()?.state == .cancelling)
        #expect(try fleet.bench.stops().map(\.token) == [ScriptedWorker.token(second)])
        try await fleet.worker(.sanitize)?.interrupt(ScriptedWorker.token(second))
        try await fleet.bench.settle()
        #expect(try moves(fleet) == ["submitted", "validating", "cancelling", "rejected"])
        #expect(try fleet.statuses().last?["error"]?["code"] == "source_unreadable")
    }

    @Test func aCancelIsACancelWhateverTheDatasetWouldHaveShown() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Samples.shortest)
        let plan = try #require(try await fleet.work(until: "plan").last)
        try await fleet.cancel()
        try await fleet.worker(.sanitize)?.fail(plan.token, with: Self.unreadable)
        try await fleet.bench.settle()
        #expect(try moves(fleet) == ["submitted", "validating", "cancelling", "cancelled"])
    }

    @Test func aPauseHoldsBackAndGoesOnWithTheChecking() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Samples.shortest)
        let plan = try #require(try await fleet.work(until: "plan").last)
        let id = try #require(try await fleet.job()?.id)
        try await fleet.bench.coordinator.writing.write("pause") { try $0.pause(id, by: "test") }
        let (output, spawned) = try fleet.script.outcome(of: plan.run)
        try await fleet.worker(.sanitize)?.complete(plan.token, output, spawning: spawned)
        try await fleet.work()
        #expect(try await fleet.job()?.state == .paused)
        #expect(try fleet.runs().map(\.step) == ["plan"])
        try await fleet.bench.coordinator.writing.write("resume") { try $0.resume(id, by: "test") }
        #expect(try await fleet.job()?.state == .validating)
        try await fleet.work()
        #expect(try moves(fleet) == ["submitted", "validating", "paused", "validating", "running", "succeeded"])
    }

    @Test func aPausedJobWhoseLastCheckEndsBadlyIsRejected() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Samples.shortest)
        let plan = try #require(try await fleet.work(until: "plan").last)
        let id = try #require(try await fleet.job()?.id)
        try await fleet.bench.coordinator.writing.write("pause") { try $0.pause(id, by: "test") }
        try await fleet.worker(.sanitize)?.fail(plan.token, with: Self.unreadable)
        try await fleet.bench.settle()
        #expect(try await fleet.job()?.state == .rejected)
    }

    @Test func aDatasetThatNobodyCanReadWaitsAndSaysWhy() async throws {
        let fleet = try await WholeFleet(kinds: [.train])
        try await fleet.send(Samples.shortest)
        try await fleet.beat()
        try await fleet.bench.loops.waiting.look()
        try await fleet.bench.settle()
        let waiting = try #require(try fleet.statuses().last)
        #expect(waiting["state"] == "waiting")
        #expect(waiting["waiting"]?["reason"] == "no_worker")
        let late = try await ScriptedWorker(fleet.bench, "worker_late", kind: .sanitize)
        try await late.beat()
        try await fleet.bench.settle()
        #expect(try await fleet.job()?.state == .validating)
        #expect(try fleet.statuses().last?["waiting"] == .null)
    }

    @Test func theSameKeyFindsTheRejectedJobAndARetryIsANewOne() async throws {
        let fleet = try await WholeFleet(StepScript(rowsKept: 0))
        let document = Samples.job(#""idempotency_key": "order-1""#)
        try await fleet.send(document)
        try await fleet.work()
        try await fleet.send(document)
        let jobs = try await fleet.jobs()
        #expect(jobs.map(\.state) == [.rejected])
        #expect(try fleet.statuses().last?["job_id"]?.string == jobs.first?.id.rawValue)
        #expect(try fleet.statuses().last?["state"] == "rejected")
        let former = try #require(jobs.first)
        let desk = RerunDesk(submissions: fleet.parts.submissions)
        let sender = SubmissionDesk.Sender(tenant: former.tenant, actor: "test", request: .null)
        let again = try await fleet.bench.coordinator.writing.write("retry") { try desk.rerun(former, from: nil, of: sender, in: $0) }
        #expect(again.id != former.id)
        #expect(again.rerunOf == former.id)
        #expect(again.state == .validating)
    }

    @Test func aJobThatReusesItsDatasetRunsAtOnce() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Samples.shortest)
        let train = try #require(try await fleet.work(until: "run").last { $0.run.stage == .train })
        try await fleet.worker(.train)?.fail(train.token, with: FleetError("broken", .permanent, "broken"))
        try await fleet.bench.settle()
        let former = try #require(try await fleet.job())
        let desk = RerunDesk(submissions: fleet.parts.submissions)
        let sender = SubmissionDesk.Sender(tenant: former.tenant, actor: "test", request: .null)
        let again = try await fleet.bench.coordinator.writing.write("retry") { try desk.rerun(former, from: nil, of: sender, in: $0) }
        #expect(again.state == .running)
        // What was taken over is told as what it is: the history of the new job has no gap.
        let history = try await fleet.bench.store.read { try $0.history(of: again.id, limit: 100) }
        let taken = history.filter { $0.entity == "stage" && $0.cause == "taken over from \(former.id)" }
        #expect(taken.map { "\($0.entityID) \($0.fromState ?? "") \($0.toState)" } == ["sanitize pending succeeded", "materialize pending skipped"])
    }
}
