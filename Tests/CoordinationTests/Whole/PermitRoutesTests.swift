import FleetCore
import JSON
import Messaging
import Testing

@testable import Coordination

/// Decisions about intents over the routes, on the real machines.
struct PermitRoutesTests {
    /// A fleet with one intent that nobody could find.
    private func inReview() async throws -> (WholeFleet, APIHarness, IntentKey) {
        let fleet = try await WholeFleet()
        try await fleet.send(RemoteJobTests.job)
        let create = try #require(try await fleet.work(until: "create").last)
        try await fleet.worker(.train)?.interrupt(create.token, notSent: false)
        for _ in 0..<3 {
            for _ in 0..<7 { try await fleet.bench.pass(.seconds(10)) }
            try await fleet.beat()
            let search = ScriptedWorker.token(try #require(try fleet.runs().last { $0.step == "create" }))
            try await fleet.worker(.train)?.accept([search])
            try await fleet.worker(.train)?.fail(search, searchedInVain: true)
            try await fleet.bench.settle()
        }
        let permit = try #require(try await fleet.permits().first)
        #expect(permit.state == "needs_review")
        return (fleet, try await APIHarness(over: fleet), permit.intentKey)
    }

    @Test func aPersonSaysThatTheObjectExists() async throws {
        let (fleet, api, intent) = try await inReview()
        #expect(try await api.call(.get, "/v1/permits", as: "reader").body["permits"]?[0]?["intent"]?.string == intent.rawValue)
        let answer = try await api.call(
            .post, "/v1/permits/\(intent)/resolve", #"{"remote_id": "ft-9", "reason": "seen in the console"}"#, as: "admin")
        #expect(answer.status == 200 && answer.body["state"] == "settled" && answer.body["remote_id"] == "ft-9")
        let job = try #require(try await fleet.job())
        #expect(job.reservedMicros == 0 && job.spentMicros == 25_000_000)
        let again = try await api.call(.post, "/v1/permits/\(intent)/resolve", #"{"created": false, "reason": "no"}"#, as: "admin")
        #expect(again.status == 409)
    }

    @Test func aPersonSaysThatNothingWasCreatedAndTheBudgetIsFree() async throws {
        let (fleet, api, intent) = try await inReview()
        let path = "/v1/permits/\(intent)/resolve"
        #expect(try await api.call(.post, path, #"{"created": false, "reason": "looked"}"#, as: "submitter").status == 403)
        #expect(try await api.call(.post, path, #"{"created": false, "reason": "looked"}"#, as: "stranger").status == 404)
        let answer = try await api.call(.post, path, #"{"created": false, "reason": "looked"}"#, as: "admin")
        #expect(answer.status == 200 && answer.body["state"] == "released")
        let job = try #require(try await fleet.job())
        #expect(job.reservedMicros == 0 && job.spentMicros == 0)
    }
}
