import FleetCore
import FleetTesting
import HTTP
import JSON
import Testing

@testable import Coordination

@Suite struct JobRoutesTests {
    @Test func aJobIsSubmittedShownAndListed() async throws {
        let api = try await APIHarness()
        let created = try await api.call(.post, "/v1/jobs", Samples.job(#""labels": {"order": "4711"}"#))
        #expect(created.status == 201 && created.body["state"] == "running")
        let id = try #require(created.body["job_id"]?.string)
        let shown = try await api.call(.get, "/v1/jobs/\(id)", as: "reader")
        #expect(shown.status == 200 && shown.body["document"]?["name"] == "support-triage" && shown.body["why"] == "It runs.")
        #expect(try await api.call(.get, "/v1/jobs?label=order=4711&state=running").body["jobs"]?.array?.count == 1)
        #expect(try await api.call(.get, "/v1/jobs?label=order=1").body["jobs"]?.array?.count == 0)
        #expect(try await api.call(.get, "/v1/jobs?state=wating").status == 400)
    }

    @Test func theSameDocumentIsTheSameJobAndAUsedKeyAConflict() async throws {
        let api = try await APIHarness()
        let first = try await api.call(.post, "/v1/jobs", Samples.job(#""idempotency_key": "a""#))
        let second = try await api.call(.post, "/v1/jobs", Samples.job(#""idempotency_key": "a""#))
        #expect(second.status == 200 && second.body["job_id"] == first.body["job_id"])
        let other = try await api.call(.post, "/v1/jobs", Samples.job(#""idempotency_key": "a", "timeout": "1h""#))
        #expect(other.status == 409 && other.body["code"] == "idempotency_key_used" && other.body["status"] == 409)
    }

    @Test func aDryRunChecksAndChangesNothing() async throws {
        let api = try await APIHarness()
        let checked = try await api.call(.post, "/v1/jobs?dry_run=true", Samples.shortest)
        #expect(checked.status == 200 && checked.body["document"]?["dataset"]?["split"]?["test"] == 0.1)
        #expect(try await api.front.jobs().isEmpty)
        let unchecked = checked.body["unchecked"]?.array?.compactMap(\.string) ?? []
        #expect(unchecked.contains { $0.hasPrefix("train.base_model: ") && $0.contains("deploy/local-model/environment") })
        let wrong = try await api.call(.post, "/v1/jobs?dry_run=true", Samples.job(#""trian": {}"#))
        #expect(wrong.status == 400 && wrong.body["path"] == "trian" && wrong.body["hint"] == "did you mean train?")
    }

    @Test func camelCaseIsReadOverHTTP() async throws {
        let api = try await APIHarness()
        #expect(try await api.call(.post, "/v1/jobs", Samples.shortest.replacing("base_model", with: "baseModel")).status == 201)
    }

    @Test func anotherTenantsJobIsNotThere() async throws {
        let api = try await APIHarness()
        let id = try await api.submit()
        for (method, path) in [
            (HTTPMethod.get, ""), (.get, "/wait?timeout=1s"), (.get, "/events"), (.get, "/logs"), (.post, "/cancel"), (.post, "/pause"),
            (.post, "/resume"),
            (.post, "/retry"),
        ] {
            let answer = try await api.call(method, "/v1/jobs/\(id)\(path)", as: "stranger")
            #expect(answer.status == 404 && answer.body["code"] == "job_unknown", "\(path)")
        }
        #expect(try await api.call(.get, "/v1/jobs", as: "stranger").body["jobs"] == [])
        #expect(try await api.front.jobs().first?.state == .running)
    }

    @Test func aRoleIsNeededAndUnknownTokensAreRefused() async throws {
        let api = try await APIHarness()
        #expect(try await api.call(.post, "/v1/jobs", Samples.shortest, as: "reader").status == 403)
        #expect(try await api.call(.get, "/v1/jobs", as: "wrong").status == 401)
        #expect(try await api.call(.get, "/v1/jobs", as: nil).status == 401)
        #expect(try await api.call(.put, "/v1/models/m/aliases/production", "{}", as: "submitter").status == 403)
        #expect(try await api.call(.get, "/v1/jobs", as: "admin").status == 200)
    }

    @Test func cancelPauseAndResumeReachTheJob() async throws {
        let api = try await APIHarness()
        let id = try await api.submit()
        #expect(try await api.call(.post, "/v1/jobs/\(id)/pause").body["state"] == "paused")
        #expect(try await api.call(.post, "/v1/jobs/\(id)/resume").body["state"] == "running")
        #expect(try await api.call(.post, "/v1/jobs/\(id)/cancel", #"{"reason": "wrong data"}"#).body["state"] == "cancelled")
        let history = try await api.front.store.read { try $0.history(of: JobID(id), limit: 100) }
        #expect(history.last?.cause == "wrong data" && history.last?.actor == "key submitter")
    }

    @Test func waitingAnswersAtOnceForAFinishedJob() async throws {
        let api = try await APIHarness()
        let id = try await api.submit()
        _ = try await api.call(.post, "/v1/jobs/\(id)/cancel")
        #expect(try await api.call(.get, "/v1/jobs/\(id)/wait?timeout=60s").body["terminal"] == true)
        #expect(try await api.call(.get, "/v1/jobs/\(id)/wait?timeout=forever").status == 400)
    }

    @Test func theEventStreamTellsEverythingAndEndsWithTheJob() async throws {
        let api = try await APIHarness()
        let id = try await api.submit()
        _ = try await api.call(.post, "/v1/jobs/\(id)/cancel")
        let answer = try await api.call(.get, "/v1/jobs/\(id)/events")
        guard case .events(let source) = answer.response.body else { return #expect(Bool(false), "no stream") }
        var events: [ServerSentEvent] = []
        while let event = try await source.next() { events.append(event) }
        #expect(events.map(\.event) == ["transition", "transition", "transition", "transition", "snapshot"])
        #expect(events.last?.data.contains("\"cancelled\"") == true)
        let again = try await api.call(.get, "/v1/jobs/\(id)/events", headers: ["Last-Event-ID": events[2].id ?? ""])
        guard case .events(let rest) = again.response.body else { return #expect(Bool(false), "no stream") }
        #expect(try await rest.next()?.id == events[3].id)
    }

    @Test func aRetryIsANewJobThatReusesWhatCameBefore() async throws {
        let api = try await APIHarness()
        let id = try await api.submit(#""idempotency_key": "a""#)
        #expect(try await api.call(.post, "/v1/jobs/\(id)/retry").status == 409)
        try await api.front.change { change in
            for (position, entry) in StageGraph.stages.enumerated() {
                let state: StageState =
                    entry.stage == .sanitize ? .succeeded : entry.stage == .materialize ? .skipped : entry.stage == .train ? .failed : .pending
                try change.transaction.insert(
                    .init(job: JobID(id), stage: entry.stage, position: position, state: state, output: state == .succeeded ? "{\"a\":1}" : nil))
            }
            _ = try change.cancel(JobID(id), by: "test", cause: "test")
        }
        let retried = try await api.call(.post, "/v1/jobs/\(id)/retry")
        #expect(retried.status == 201 && retried.body["rerun_of"]?.string == id && retried.body["idempotency_key"] == .null)
        let new = JobID(try #require(retried.body["job_id"]?.string))
        let stages = try await api.front.store.read { try $0.stages(of: new) }
        #expect(stages.prefix(3).map(\.state) == [.succeeded, .skipped, .pending] && stages[0].output == "{\"a\":1}")
        let all = try await api.call(.post, "/v1/jobs/\(id)/retry", #"{"from": "sanitize"}"#)
        let third = JobID(try #require(all.body["job_id"]?.string))
        #expect(try await api.front.store.read { try $0.stages(of: third) }.allSatisfy { $0.state == .pending })
    }

    @Test func listsGoOnWhereTheyStopped() async throws {
        let api = try await APIHarness()
        for index in 1...3 {
            api.front.clock.advance(by: .seconds(1))
            _ = try await api.submit(#""timeout": "\#(index)h""#)
        }
        let first = try await api.call(.get, "/v1/jobs?limit=2")
        let cursor = try #require(first.body["cursor"]?.string)
        let second = try await api.call(.get, "/v1/jobs?limit=2&cursor=\(cursor)")
        #expect(first.body["jobs"]?.array?.count == 2 && second.body["jobs"]?.array?.count == 1 && second.body["cursor"] == .null)
        #expect(try await api.call(.get, "/v1/jobs?cursor=x").status == 400)
    }

    @Test func aPromotionPastTheGatesIsForAnAdministrator() async throws {
        let api = try await APIHarness()
        let document = Samples.job(#""promote": {"alias": "production", "when": "always"}"#)
        let refused = try await api.call(.post, "/v1/jobs", document)
        #expect(refused.status == 400)
        #expect(refused.body["code"] == "promotion_not_allowed")
        #expect(refused.body["path"] == "promote.when")
        #expect(try await api.call(.post, "/v1/jobs", document, as: "admin").status == 201)
    }
}
