import FleetCore
import JSON
import Messaging
import Persistence
import Testing

@testable import Coordination

/// Inventories through the loops: begun by a timer, done by the trainer, judged with the store at hand.
struct InventoryJobTests {
    private static let plan = InventoryPlan(providers: ["openai-eu"], interval: .seconds(3600))

    private func fleet(_ listings: [RemoteListing]) async throws -> WholeFleet {
        var script = StepScript()
        script.listings = listings
        return try await WholeFleet(script, inventories: Self.plan)
    }

    /// Lets the timer fire, and does what it leads to.
    private func inventory(_ fleet: WholeFleet) async throws -> [TaskRun] {
        fleet.bench.clock.advance(by: .seconds(3601))
        try await fleet.bench.settle()
        return try await fleet.work(until: "poll").map(\.run)
    }

    private func inventories(_ fleet: WholeFleet) async throws -> [JobRow] { try await fleet.jobs().filter { $0.name == "inventory of openai-eu" } }

    private func object(_ id: String, _ intent: String?) -> RemoteObject {
        RemoteObject(id: id, intent: intent.map { IntentKey($0) }, state: "running", createdAt: 4_000_000_000)
    }

    private func retired(_ runs: [TaskRun]) throws -> [String?] {
        try runs.filter { $0.step == "retire" }.map { try $0.input.decode(RemoteInventoryInput.self).object }
    }

    @Test func anEmptyProviderIsAnInventoryThatSucceeds() async throws {
        let fleet = try await fleet([RemoteListing(objects: [], next: nil)])
        let runs = try await inventory(fleet)
        #expect(runs.map(\.step) == ["inventory"])
        let job = try #require(try await inventories(fleet).first)
        #expect(job.state == .succeeded)
        #expect(try JSONReader.parse(job.result ?? "") == ["objects": 0, "retired": 0, "is_complete": true])
    }

    /// Its one stage is over, and its other tasks are not: the job ends behind them, and leaves nothing that nobody would dispatch or end.
    @Test func anInventoryThatFailsEndsItsOtherTasksFirst() async throws {
        let fleet = try await fleet([RemoteListing(objects: [object("ft-8", nil), object("ft-9", nil)], next: nil)])
        fleet.bench.clock.advance(by: .seconds(3601))
        try await fleet.bench.settle()
        let first = try #require(try await fleet.work(until: "retire").last)
        try await fleet.worker(.train)?.fail(first.token, with: FleetError("provider_refused", .permanent, "no right to cancel"))
        try await fleet.bench.settle()
        let job = try #require(try await inventories(fleet).first)
        #expect(job.state == .failed)
        let tasks = try await fleet.bench.store.read { try $0.tasks(of: job.id, stage: .train) }
        #expect(tasks.count == 3 && tasks.allSatisfy(\.state.isTerminal))
    }

    @Test func whatNobodyWantsIsEndedAndTheOneThatCountsIsNot() async throws {
        // The task's id is not known before the job is there: the script's listing is told by a second fleet of the same seed.
        let first = try await fleet([])
        try await first.send(RemoteJobTests.job)
        try await first.work(until: "poll")
        let intent = try #require(try await first.permits().first).intentKey.rawValue
        let fleet = try await fleet([
            RemoteListing(objects: [object("ft-1", intent), object("ft-2", intent)], next: "1"),
            RemoteListing(objects: [object("ft-3", "task_nobody-1"), object("ft-4", nil)], next: nil),
        ])
        try await fleet.send(RemoteJobTests.job)
        try await fleet.work(until: "poll")
        #expect(try await fleet.permits().map(\.intentKey.rawValue) == [intent])
        let runs = try await inventory(fleet)
        #expect(Set(try retired(runs)) == ["ft-2", "ft-3", "ft-4"])
        #expect(try retired(runs).count == 3)
        let job = try #require(try await inventories(fleet).first)
        #expect(job.state == .succeeded)
        #expect(try JSONReader.parse(job.result ?? "")["retired"] == 3)
        let id = job.id
        let history = try await fleet.bench.store.read { try $0.history(of: id, after: 0, limit: 100) }.filter { $0.entity == "remote_object" }
        #expect(history.map(\.entityID) == ["ft-2", "ft-3", "ft-4"])
        #expect(history.first?.cause.contains("ft-1") == true)
        let figures = try await fleet.bench.coordinator.figures()
        #expect(figures.inventory.kept == 1)
        #expect(figures.inventory.retired == 3)
    }

    @Test func theMarkIsTheStoresOwnAndGoesWithEveryCreate() async throws {
        let fleet = try await fleet([RemoteListing(objects: [], next: nil)])
        try await fleet.send(RemoteJobTests.job)
        let create = try #require(try await fleet.work(until: "create").last)
        let mark = try #require(create.run.permit?.fleetMark)
        #expect(mark.hasPrefix("\(Bench.fleet)/"))
        let runs = try await inventory(fleet)
        let listed = try #require(runs.first { $0.step == "inventory" })
        #expect(try listed.input.decode(RemoteInventoryInput.self).mark == mark)
    }

    @Test func oneInventoryAtATime() async throws {
        let fleet = try await WholeFleet(StepScript(), kinds: [], inventories: Self.plan)
        for _ in 0..<3 {
            fleet.bench.clock.advance(by: .seconds(3601))
            try await fleet.bench.settle()
        }
        #expect(try await inventories(fleet).count == 1)
    }

    @Test func aPersonIsToldWhereToLook() async throws {
        let first = try await inReview([])
        let intent = try #require(try await first.permits().first).intentKey.rawValue
        let fleet = try await inReview([RemoteListing(objects: [object("ft-7", intent)], next: nil)])
        let runs = try await inventory(fleet)
        #expect(try retired(runs).isEmpty)
        let permit = try await fleet.bench.store.read { try $0.permit(IntentKey(intent)) }
        #expect(permit?.state == "needs_review")
        #expect(permit?.note?.contains("ft-7") == true)
        #expect(try await fleet.bench.coordinator.figures().inventory.asked == 1)
    }

    /// A fleet with an intent that nobody could find.
    private func inReview(_ listings: [RemoteListing]) async throws -> WholeFleet {
        let fleet = try await fleet(listings)
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
        return fleet
    }
}
