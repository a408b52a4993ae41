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
