import FleetCore
import JSON
import Messaging
import Persistence
import Testing

@testable import Coordination

@Suite struct StatusJournalTests {
    private func accepted(_ front: FrontHarness) async throws -> JobID {
        try await front.take(front.record(Samples.shortest))
        _ = try await front.outbox()
        return try #require(try await front.jobs().first?.id)
    }

    @Test func aSnapshotHasExactlyTheFieldsOfTheInterface() async throws {
        let front = try await FrontHarness()
        _ = try await front.take(front.record(Samples.shortest))
        let snapshot = try #require(try await front.bodies(on: "modelops.jobs.status").last)
        #expect(
            snapshot.object?.keys.sorted() == [
                "error", "idempotency_key", "job_id", "labels", "progress", "request", "result", "revision", "schema", "stage", "state",
                "terminal", "waiting",
            ])
    }

    @Test func progressIsToldOncePerSecondAndAReasonForWaitingAtOnce() async throws {
        let front = try await FrontHarness()
        let id = try await accepted(front)
        let journal = front.journal
        func progress(_ done: Int, waiting: String? = nil) async throws {
            try await front.change { change in
                guard var job = try change.transaction.lockJob(id) else { return }
                job.progress = "{\"done\":\(done)}"
                job.waitingReason = waiting
                try journal.progressed(&job, in: change.transaction)
            }
        }
        for done in 1...3 { try await progress(done) }
        #expect(try await front.bodies(on: "modelops.jobs.status").map { $0["progress"]?["done"]?.integer } == [1])
        front.clock.advance(by: .seconds(1))
        try await progress(4)
        #expect(try await front.bodies(on: "modelops.jobs.status").map { $0["progress"]?["done"]?.integer } == [4])
        try await progress(5, waiting: "no_worker")
        let snapshot = try #require(try await front.bodies(on: "modelops.jobs.status").first)
        #expect(snapshot["waiting"]?["reason"] == "no_worker" && snapshot["revision"] == 6)
        #expect(try await front.jobs().first?.progress == "{\"done\":5}")
    }

    @Test func stepsOfOneChangeGiveOneSnapshotBehindThatOfTheAcceptance() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.shortest))
        let outbox = try await front.outbox()
        let told = outbox.filter { $0.topic == "modelops.jobs.status" }.map(\.body)
        #expect(try told.map { try JSONReader.parse($0 ?? [])["state"]?.string } == ["submitted", "running"])
        #expect(outbox.count { $0.topic == "modelops.events" } == 3)
    }

    @Test func aStepThatIsTakenBackIsToldToNobody() async throws {
        let front = try await FrontHarness()
        let id = try await accepted(front)
        let journal = front.journal
        _ = try await front.change { change in
            #expect(throws: FleetError.self) {
                try change.transaction.nested {
                    guard var job = try change.transaction.lockJob(id) else { return }
                    job.state = .cancelling
                    try journal.moved(&job, from: .running, cause: "test", actor: "test", in: change.transaction)
                    throw FleetError("taken_back", .rejected, "a test")
                }
            }
        }
        #expect(try await front.outbox().isEmpty)
    }

    @Test func aTransitionIsToldAtOnceHoweverFreshTheLastProgressIs() async throws {
        let front = try await FrontHarness()
        let id = try await accepted(front)
        let journal = front.journal
        try await front.change { change in
            guard var job = try change.transaction.lockJob(id) else { return }
            job.progress = "{\"done\":1}"
            try journal.progressed(&job, in: change.transaction)
        }
        try await front.change { change in
            guard var job = try change.transaction.lockJob(id) else { return }
            job.state = .cancelling
            try journal.moved(&job, from: .running, cause: "test", actor: "test", in: change.transaction)
            job.state = .cancelled
            try journal.moved(&job, from: .cancelling, cause: "test", actor: "test", in: change.transaction)
        }
        let states = try await front.bodies(on: "modelops.jobs.status").map { $0["state"]?.string }
        #expect(states == ["running", "cancelled"])
    }

    @Test func everyTransitionIsHistoryAndAnEvent() async throws {
        let front = try await FrontHarness()
        let id = try await accepted(front)
        let journal = front.journal
        try await front.change { change in
            guard var job = try change.transaction.lockJob(id) else { return }
            let stage = StageRow(job: id, stage: .train, position: 2, state: .running)
            try journal.moved(stage, of: &job, from: .ready, cause: "run", in: change.transaction)
        }
        let outbox = try await front.outbox()
        #expect(outbox.map(\.topic).sorted() == ["modelops.events", "modelops.jobs.status"])
        let history = try await front.store.read { try $0.history(of: id, limit: 100) }
        #expect(history.map(\.entity) == ["job", "job", "job", "stage"] && history.last?.toState == "running")
        #expect(history.allSatisfy { $0.term == front.term })
        #expect(try await front.jobs().first?.currentStage == .train)
    }

    @Test func anErrorIsToldInOneForm() {
        let stored: JSONValue = ["code": "a", "disposition": "transient", "message": "b", "hint": nil]
        #expect(StatusError.normalised(stored) == ["code": "a", "path": nil, "message": "b", "hint": nil, "retryable": true])
    }

    @Test func anOlderRevisionBehindANewerOneIsNoticed() {
        var view = StatusTailView(maximumJobs: 2)
        func subject(_ job: JobID) -> StatusTailView.Subject { StatusTailView.Subject(tenant: TenantName("default"), job: job) }
        func saw(_ job: JobID, revision: Int64, isTerminal: Bool) -> Bool { view.saw(subject(job), revision: revision, isTerminal: isTerminal) }
        #expect(saw(JobID("job_1"), revision: 3, isTerminal: false) == false)
        #expect(saw(JobID("job_1"), revision: 3, isTerminal: false) == false)
        #expect(saw(JobID("job_1"), revision: 2, isTerminal: false) == true)
        #expect(saw(JobID("job_2"), revision: 1, isTerminal: true) == false)
        #expect(saw(JobID("job_3"), revision: 1, isTerminal: false) == false)
        let known = ["job_1", "job_2"].map { view.knows(subject(JobID($0))) }
        #expect(known == [true, false])
    }

    @Test func onlyStatusTopicsAreTailed() {
        #expect(StatusTopics.tenant(of: "modelops.jobs.status") == TenantName("default"))
        #expect(StatusTopics.tenant(of: "modelops.tenant.acme.jobs.status") == TenantName("acme"))
        #expect(StatusTopics.tenant(of: "modelops.jobs") == nil && StatusTopics.tenant(of: "other.jobs.status") == nil)
    }
}
