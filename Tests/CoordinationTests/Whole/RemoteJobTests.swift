import FleetCore
import JSON
import Messaging
import Persistence
import Testing

@testable import Coordination

/// A training at a provider for money: its permit, its cost, and its end when the job is cancelled.
struct RemoteJobTests {
    static let job = Samples.job(#""budget": {"amount": "25.00", "currency": "USD"}"#).replacing(#""local""#, with: #""openai-eu""#)
    private let paid = Money(micros: 3_500_000, currency: "USD")

    @Test func thePermitSettlesWithTheActualCostWhenTheRemoteJobHasEnded() async throws {
        let fleet = try await WholeFleet(StepScript(cost: paid))
        try await fleet.send(Self.job)
        try await fleet.work(until: "poll")
        var permit = try #require(try await fleet.permits().first)
        #expect(permit.state == "settled" && permit.remoteID == "ft-1")
        #expect(permit.reservedMicros == 25_000_000 && permit.spentMicros == 0, "it may still cost all that was reserved")
        let poll = try #require(try fleet.runs().last)
        try await fleet.worker(.train)?.complete(ScriptedWorker.token(poll), try fleet.script.outcome(of: poll).0)
        try await fleet.work()
        permit = try #require(try await fleet.permits().first)
        #expect(permit.reservedMicros == 0 && permit.spentMicros == 3_500_000)
        let job = try #require(try await fleet.job())
        #expect(job.state == .succeeded && job.reservedMicros == 0 && job.spentMicros == 3_500_000)
    }

    @Test func aRemoteJobThatFailedGivesItsReservationBack() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.job)
        let poll = try #require(try await fleet.work(until: "poll").last)
        try await fleet.worker(.train)?.fail(poll.token, with: FleetError("provider_job_failed", .permanent, "bad rows"))
        try await fleet.bench.settle()
        let permit = try #require(try await fleet.permits().first)
        #expect(permit.state == "settled" && permit.reservedMicros == 0 && permit.spentMicros == 0)
        #expect(try await fleet.job()?.state == .failed)
    }

    @Test func aRemoteJobThatNobodyCouldWatchToItsEndIsHandedToAPerson() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.job)
        let poll = try #require(try await fleet.work(until: "poll").last)
        try await fleet.bench.coordinator.writer.change("tried often") { change in
            guard var task = try change.transaction.task(poll.run.task) else { return }
            task.failures = RetryPolicy().maximumFailures - 1
            try change.transaction.update(task)
        }
        try await fleet.worker(.train)?.fail(poll.token, with: FleetError("remote_job_unclear", .transient, "no answer"))
        try await fleet.bench.settle()
        let permit = try #require(try await fleet.permits().first)
        #expect(permit.state == "needs_review" && permit.reservedMicros == 25_000_000 && permit.remoteID == "ft-1")
        #expect(try await fleet.job()?.state == .failed)
    }

    /// Lets a create be lost, and be searched for in vain as often as it is.
    /// - Returns: the create, whose worker may still speak.
    private static func createThatNobodyFinds(in fleet: WholeFleet) async throws -> (run: TaskRun, token: ExecutionToken) {
        let create = try #require(try await fleet.work(until: "create").last)
        try await fleet.worker(.train)?.interrupt(create.token, notSent: false)
        for _ in 1...3 {
            for _ in 0..<7 { try await fleet.bench.pass(.seconds(10)) }
            let search = try #require(try await fleet.work(until: "create").last)
            try await fleet.worker(.train)?.fail(search.token, searchedInVain: true)
            try await fleet.bench.settle()
        }
        return create
    }

    /// Its creator stood still for longer than everybody searched, and made it after all: it goes on, and the job that wanted it is over.
    @Test func aRemoteJobThatIsToldOfTooLateIsHandedToAPersonAgain() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.job)
        let create = try await Self.createThatNobodyFinds(in: fleet)
        #expect(try await fleet.job()?.state == .failed)
        try await fleet.worker(.train)?.complete(create.token, try fleet.script.outcome(of: create.run).0)
        try await fleet.bench.settle()
        let permit = try #require(try await fleet.permits().first)
        #expect(permit.state == "needs_review" && permit.remoteID == "ft-1" && permit.reservedMicros == 25_000_000)
        #expect(permit.note?.contains("may go on") == true)
        try await fleet.bench.coordinator.writing.write("resolve") { control in
            try (control as? any PermitResolving)?.resolvePermit(permit.intentKey, remoteID: "ft-1", by: "test", reason: "cancelled there")
        }
        let settled = try #require(try await fleet.permits().first)
        #expect(settled.state == "settled" && settled.reservedMicros == 0 && settled.spentMicros == 25_000_000)
    }

    /// Whatever makes the coordinator give a poll up, the remote job goes on: only its worker can say that it has ended.
    @Test func aPollThatTheCoordinatorGaveUpIsNotTheEndOfTheRemoteJob() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.job)
        let poll = try #require(try await fleet.work(until: "poll").last)
        try await fleet.worker(.train)?.snooze(poll.token, .seconds(60))
        try await fleet.bench.settle()
        try await fleet.bench.coordinator.writer.change("fire timers") { change in
            let error = FleetError("row_unwritable", .permanent, "the timer cannot be fired")
            try change.apply(.of(.abandoned(error)), to: poll.run.task, TaskReport(cause: error.code.rawValue))
        }
        #expect(try await fleet.job()?.state == .failed)
        let permit = try #require(try await fleet.permits().first)
        #expect(permit.state == "needs_review" && permit.reservedMicros == 25_000_000 && permit.remoteID == "ft-1")
    }

    @Test func aRemoteJobThatWasMadeAfterAPersonSaidNoIsForAPersonAgain() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.job)
        let create = try await Self.createThatNobodyFinds(in: fleet)
        let intent = try #require(try await fleet.permits().first).intentKey
        try await fleet.bench.coordinator.writing.write("resolve") { control in
            try (control as? any PermitResolving)?.resolvePermit(intent, remoteID: nil, by: "test", reason: "nothing there")
        }
        #expect(try await fleet.permits().first?.state == "released")
        try await fleet.worker(.train)?.complete(create.token, try fleet.script.outcome(of: create.run).0)
        try await fleet.bench.settle()
        let permit = try #require(try await fleet.permits().first)
        #expect(permit.state == "needs_review" && permit.remoteID == "ft-1" && permit.reservedMicros == 25_000_000)
        #expect(permit.note?.contains("after all") == true)
        #expect(try await fleet.job()?.reservedMicros == 25_000_000)
    }

    @Test func aCancelEndsTheRemoteJobBeforeTheJobEnds() async throws {
        let fleet = try await WholeFleet(StepScript(cancelCost: Money(micros: 400_000, currency: "USD")))
        try await fleet.send(Self.job)
        let poll = try #require(try await fleet.work(until: "poll").last)
        try await fleet.worker(.train)?.snooze(poll.token, .seconds(60))
        try await fleet.bench.settle()
        try await fleet.cancel()
        #expect(try await fleet.job()?.state == .cancelling)
        let cancel = try #require(try fleet.runs().last)
        #expect(cancel.step == "cancel" && cancel.stage == .train)
        #expect(try cancel.input.decode(TrainInput.self).handles["job"] == "ft-1")
        try await fleet.work()
        #expect(try await fleet.job()?.state == .cancelled)
        let permit = try #require(try await fleet.permits().first)
        #expect(permit.state == "settled" && permit.reservedMicros == 0 && permit.spentMicros == 400_000)
        #expect(try fleet.runs().filter { $0.step == "cancel" }.count == 1)
    }

    @Test func aCancelDuringTheCreateWaitsForItsAnswerAndThenEndsWhatWasMade() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.job)
        let create = try #require(try await fleet.work(until: "create").last)
        try await fleet.cancel()
        #expect(try await fleet.job()?.state == .cancelling)
        try await fleet.worker(.train)?.complete(create.token, try fleet.script.outcome(of: create.run).0)
        try await fleet.bench.settle()
        #expect(try await fleet.job()?.state == .cancelling)
        #expect(try fleet.runs().last?.step == "cancel")
        try await fleet.work()
        #expect(try await fleet.job()?.state == .cancelled)
    }

    @Test func anAdoptedRemoteJobOfACancelledJobIsEndedToo() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.job)
        let create = try #require(try await fleet.work(until: "create").last)
        try await fleet.cancel()
        try await fleet.worker(.train)?.interrupt(create.token, notSent: false)
        try await fleet.bench.settle()
        #expect(try await fleet.permits().first?.state == "unknown")
        #expect(try await fleet.job()?.state == .cancelling)
        for _ in 0..<7 { try await fleet.bench.pass(.seconds(10)) }
        let done = try await fleet.work()
        #expect(done.map(\.run.step) == ["create", "cancel"])
        #expect(done.first?.run.permit?.mode == .search)
        #expect(try await fleet.permits().first?.state == "adopted")
        #expect(try await fleet.job()?.state == .cancelled)
    }

    @Test func aRemoteJobThatCannotBeCancelledIsHandedToAPersonAndTheJobEnds() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.job)
        let poll = try #require(try await fleet.work(until: "poll").last)
        try await fleet.worker(.train)?.snooze(poll.token, .seconds(60))
        try await fleet.bench.settle()
        try await fleet.cancel()
        let cancel = try #require(try await fleet.work(until: "cancel").last)
        try await fleet.worker(.train)?.fail(cancel.token, with: FleetError("provider_refused", .permanent, "no right to cancel"))
        try await fleet.bench.settle()
        #expect(try await fleet.job()?.state == .cancelled)
        let permit = try #require(try await fleet.permits().first)
        #expect(permit.state == "needs_review" && permit.note?.contains("may go on") == true)
    }

    @Test func aPausedJobThatIsCancelledEndsItsRemoteJobToo() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.job)
        let poll = try #require(try await fleet.work(until: "poll").last)
        try await fleet.worker(.train)?.snooze(poll.token, .seconds(60))
        try await fleet.bench.settle()
        let id = try #require(try await fleet.job()?.id)
        try await fleet.bench.coordinator.writing.write("pause") { try $0.pause(id, by: "test") }
        try await fleet.cancel()
        #expect(try fleet.runs().last?.step == "cancel")
    }

    @Test func aRateLimitIsTheReasonForWaitingUntilItsEnd() async throws {
        let fleet = try await WholeFleet()
        try await fleet.send(Self.job)
        let upload = try #require(try await fleet.work(until: "upload").last)
        let limited = FleetError("rate_limited", .throttled, "slow down", retryAfter: .seconds(600))
        try await fleet.worker(.train)?.fail(upload.token, with: limited)
        try await fleet.bench.settle()
        try await fleet.bench.loops.waiting.look()
        try await fleet.bench.settle()
        let waiting = try #require(try fleet.statuses().last?["waiting"])
        #expect(waiting["reason"] == "rate_limited" && waiting["frees"]?.string?.isEmpty == false)
        #expect(waiting["until"]?.string == fleet.bench.clock.wallTime().advanced(by: .seconds(600)).description)
        fleet.bench.clock.advance(by: .seconds(600))
        try await fleet.work()
        #expect(try await fleet.job()?.state == .succeeded)
    }
}
