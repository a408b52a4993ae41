import FleetCore
import Messaging
import Persistence
import Testing

@testable import Coordination

/// Chargeable tasks through the loops.
struct PermitFlowTests {
    static let planner = ScriptedPlanner(charge: Money(micros: 5_000_000, currency: "USD"))

    private func accept(_ bench: Bench, _ worker: ScriptedWorker) async throws -> ExecutionToken {
        try await worker.beat()
        try await bench.settle()
        let token = ScriptedWorker.token(try #require(try bench.runs().last))
        try await worker.accept([token])
        try await bench.settle()
        return token
    }

    @Test func theAcceptanceBindsThePermitAndIsAnswered() async throws {
        let bench = try await Bench.start(Self.planner, budget: 10_000_000)
        let worker = try await ScriptedWorker(bench)
        let token = try await accept(bench, worker)
        #expect(try bench.grants().map(\.token) == [token])
        #expect(try bench.runs()[0].permit?.mode == .create)
        #expect(try await bench.jobRow().reservedMicros == 5_000_000)
        try await worker.complete(token)
        try await bench.settle()
        let job = try await bench.jobRow()
        #expect(job.state == .succeeded)
        #expect(job.reservedMicros == 0 && job.spentMicros == 5_000_000)
        #expect(try await bench.permits()[0].state == "settled")
    }

    @Test func withoutBudgetTheJobWaitsAndSaysSo() async throws {
        let bench = try await Bench.start(Self.planner, budget: 1_000_000)
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.settle()
        #expect(try bench.runs().isEmpty)
        #expect(try await bench.jobRow().waitingReason == "budget")
    }

    @Test func whatWasReservedAndNotSpentLetsTheNextTaskGo() async throws {
        var planner = Self.planner
        planner.steps = [("run", 2)]
        let bench = try await Bench.start(planner, budget: 7_000_000)
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.settle()
        #expect(try bench.runs().count == 1)
        #expect(try await bench.jobRow().waitingReason == "budget")
        let permit = try #require(try await bench.permits().first { $0.reservedMicros > 0 })
        try await bench.coordinator.writer.change("it cost less") { try $0.account(permit, spent: 1_000_000) }
        try await bench.settle()
        #expect(try bench.runs().count == 2)
        let job = try await bench.jobRow()
        #expect(job.waitingReason == nil && job.reservedMicros == 5_000_000 && job.spentMicros == 1_000_000)
    }

    @Test func anUnknownCallIsOnlySearchedForAndThenHandedToAPerson() async throws {
        let bench = try await Bench.start(Self.planner)
        let worker = try await ScriptedWorker(bench)
        let first = try await accept(bench, worker)
        try await worker.interrupt(first, notSent: false)
        try await bench.settle()
        #expect(try await bench.permits()[0].state == "unknown")
        try await bench.pass(.seconds(30), beating: worker)
        #expect(try bench.runs().count == 1, "the search waits for its grace period")
        try await bench.pass(.seconds(40), beating: worker)
        for search in 1...3 {
            #expect(try await bench.permits()[0].state == "unknown")
            let token = try await accept(bench, worker)
            #expect(try bench.runs()[search].permit?.mode == .search)
            #expect(try bench.grants().count == 1, "a search never binds the permit")
            try await worker.fail(token, searchedInVain: true)
            try await bench.pass(.seconds(70), beating: worker)
        }
        #expect(try bench.runs().count == 4)
        #expect(try await bench.permits()[0].state == "needs_review")
        #expect(try await bench.jobRow().state == .failed)
        // The first execution wakes up after all: the permit is settled, the task is not.
        try await worker.complete(first)
        try await bench.settle()
        #expect(try await bench.permits()[0].state == "settled")
        #expect(try await bench.jobRow().state == .failed)
    }

    @Test func notSentIsGrantedAgain() async throws {
        let bench = try await Bench.start(Self.planner)
        let worker = try await ScriptedWorker(bench)
        let first = try await accept(bench, worker)
        try await worker.interrupt(first, notSent: true)
        try await bench.settle()
        let second = try await accept(bench, worker)
        #expect(try bench.grants().map(\.token) == [first, second])
    }

    @Test func aCancelWhileTheOutcomeIsUnknownWaitsForTheSearch() async throws {
        let bench = try await Bench.start(Self.planner)
        let worker = try await ScriptedWorker(bench)
        let first = try await accept(bench, worker)
        try await bench.coordinator.writer.change("cancel") { _ = try $0.cancel(Bench.job, by: "test", cause: "test") }
        try await bench.settle()
        #expect(try await bench.jobRow().state == .cancelling)
        #expect(try bench.stops().map(\.reason) == [.cancelled])
        try await worker.interrupt(first, notSent: false)
        try await bench.pass(.seconds(70), beating: worker)
        #expect(try await bench.jobRow().state == .cancelling)
        let second = try await accept(bench, worker)
        #expect(try bench.runs()[1].permit?.mode == .search)
        try await worker.complete(second)
        try await bench.settle()
        #expect(try await bench.permits()[0].state == "adopted")
        #expect(try await bench.jobRow().state.isTerminal)
    }
}
