import FleetCore
import Messaging
import Persistence
import Testing

@testable import Coordination

/// A flood takes all slots but those that are kept for tenants that hold none.
struct SlotReserveTests {
    private static let slots = 64

    /// One tenant's flood of tasks, `count` of them, on a worker with 64 slots; with a second tenant's topic where the fleet is `shared`.
    private static func flooded(shared: Bool) async throws -> (bench: Bench, worker: ScriptedWorker) {
        let bench = try await Bench.start(ScriptedPlanner(steps: [("run", slots + 20)]))
        if shared {
            bench.broker.createTopic(FleetTopics.jobs(of: TenantName("calm")))
            try await bench.loops.intake.begin()
        }
        let worker = try await ScriptedWorker(bench)
        try await worker.beat(slots: slots)
        try await bench.settle()
        return (bench, worker)
    }

    /// Another tenant's job comes.
    private static func submit(_ id: String, by tenant: String, to bench: Bench) async throws {
        try await bench.coordinator.writer.change("submit") { change in
            try change.transaction.insert(
                JobRow(
                    id: JobID(id), tenant: TenantName(tenant), name: id, document: "{}", documentHash: id, createdAt: change.now))
            try change.start(JobID(id), actor: "test")
        }
        try await bench.settle()
    }

    private static func sent(_ bench: Bench, of tenant: String) throws -> Int { try bench.runs().count { $0.tenant == TenantName(tenant) } }

    @Test func theFirstTasksOfOthersWaitForNoEndOfAFlood() async throws {
        let (bench, _) = try await Self.flooded(shared: true)
        #expect(try Self.sent(bench, of: "default") == Self.slots - 2)
        try await Self.submit("job_calm", by: "calm", to: bench)
        #expect(try Self.sent(bench, of: "calm") == 1, "one that holds a slot waits in turn")
        try await Self.submit("job_third", by: "third", to: bench)
        #expect(try Self.sent(bench, of: "third") == 1)
    }

    @Test func whatIsTakenOfThemIsKeptAgainBeforeTheFloodGoesOn() async throws {
        let (bench, worker) = try await Self.flooded(shared: true)
        try await Self.submit("job_calm", by: "calm", to: bench)
        let ended = try bench.runs().filter { $0.tenant == TenantName("default") }.prefix(3).map { ScriptedWorker.token($0) }
        try await worker.accept(ended)
        try await bench.settle()
        try await worker.complete(ended[0])
        try await bench.settle()
        #expect(try Self.sent(bench, of: "default") == Self.slots - 2)
        for token in ended.dropFirst() { try await worker.complete(token) }
        try await bench.settle()
        #expect(try Self.sent(bench, of: "default") + Self.sent(bench, of: "calm") == Self.slots - 2 + 3)
    }

    enum Ending: CaseIterable { case completed, refused, cancelled, leaseLost }

    @Test(arguments: Ending.allCases) func whoHoldsNothingAnyMoreIsSentItsNextTaskAtOnce(_ ending: Ending) async throws {
        let (bench, worker) = try await Self.flooded(shared: true)
        try await Self.submit("job_calm", by: "calm", to: bench)
        func calm() throws -> [TaskRun] { try bench.runs().filter { $0.tenant == TenantName("calm") } }
        let run = try #require(try calm().first)
        switch ending {
        case .completed:
            try await worker.accept([ScriptedWorker.token(run)])
            try await worker.complete(ScriptedWorker.token(run))
        case .refused: try await worker.decline(run, .unreadable)
        case .cancelled:
            _ = try await bench.coordinator.writer.change("cancel") { try $0.cancel(JobID("job_calm"), by: "test", cause: "test") }
        case .leaseLost: try await Self.loseLease(of: run, worker, bench)
        }
        try await bench.settle()
        if ending == .refused || ending == .cancelled { try await Self.submit("job_next", by: "calm", to: bench) }
        #expect(try calm().count == 2)
    }

    /// All that was sent is accepted, and then one of it is named by no beat any more.
    private static func loseLease(of lost: TaskRun, _ worker: ScriptedWorker, _ bench: Bench) async throws {
        let runs = try bench.runs()
        try await worker.accept(runs.map { ScriptedWorker.token($0) })
        let held = runs.filter { $0.task != lost.task }.map { ScriptedWorker.token($0) }
        for _ in 0..<8 {
            bench.clock.advance(by: .seconds(10))
            try await worker.beat(slots: slots, holding: held)
            try await bench.read()
            try await bench.loops.sweeper.sweep()
        }
        try await bench.settle()
    }

    @Test func whatCannotBeUsedIsKeptForNobody() async throws {
        let (bench, _) = try await Self.flooded(shared: true)
        // Many slots, and no partition: nothing can be sent there.
        try await ScriptedWorker(bench, "worker_b").beat(slots: 4096, partitions: [])
        try await Self.submit("job_calm", by: "calm", to: bench)
        #expect(try Self.sent(bench, of: "calm") == 1)
        try await ScriptedWorker(bench, "worker_c", partition: 1).beat(slots: 2)
        try await bench.settle()
        #expect(try Self.sent(bench, of: "default") == Self.slots - 2 + 1, "of 66 slots two are kept")
    }

    @Test(arguments: [(64, 62), (2, 2)]) func thePoolOfAProviderKeepsItsOwn(slots: Int, sent: Int) async throws {
        let bench = try await Bench.start(ScriptedPlanner(steps: [("run", Self.slots + 20)], needs: ["provider:rare"]))
        bench.broker.createTopic(FleetTopics.jobs(of: TenantName("calm")))
        try await bench.loops.intake.begin()
        // What others have free is of no use to these tasks.
        try await ScriptedWorker(bench).beat(slots: Self.slots)
        try await ScriptedWorker(bench, "worker_rare", partition: 1).beat(slots: slots, capabilities: ["provider:rare"])
        try await bench.settle()
        #expect(try Self.sent(bench, of: "default") == sent)
    }

    @Test func whoHoldsWhatIsKnownAgainAfterARestart() async throws {
        let (bench, worker) = try await Self.flooded(shared: true)
        try await Self.submit("job_calm", by: "calm", to: bench)
        let tokens = try bench.runs().map { ScriptedWorker.token($0) }
        try await worker.accept(tokens)
        try await bench.settle()
        let successor = try await bench.successor(ScriptedPlanner(steps: [("run", Self.slots + 20)]))
        try await worker.beat(slots: Self.slots, holding: tokens)
        try await successor.settle()
        #expect(try Self.sent(successor, of: "default") == Self.slots - 2)
        #expect(try Self.sent(successor, of: "calm") == 1)
        try await Self.submit("job_third", by: "third", to: successor)
        #expect(try Self.sent(successor, of: "third") == 1)
    }

    @Test func aFleetOfOneTenantKeepsNoSlotIdle() async throws {
        let (bench, _) = try await Self.flooded(shared: false)
        #expect(try Self.sent(bench, of: "default") == Self.slots)
    }
}
