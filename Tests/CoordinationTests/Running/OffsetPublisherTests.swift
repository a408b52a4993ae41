import FleetCore
import FleetTesting
import Messaging
import Persistence
import Testing

@testable import Coordination

/// Offsets for lag tools: told now and then, and never in the way.
struct OffsetPublisherTests {
    private let group = OffsetPublisher.group(of: Bench.fleet)

    private func applied(_ store: any StateStore) async throws -> [TopicPartition: Int64] {
        let rows = try await store.read { try $0.offsets() }
        return Dictionary(uniqueKeysWithValues: rows.map { (TopicPartition(topic: $0.topic, partition: $0.partition), $0.nextOffset) })
    }

    @Test func whatIsAppliedIsToldOnceWithinTheInterval() async throws {
        let bench = try await Bench.start()
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.read()
        let told = try await bench.loops.offsets.publish(besides: [:])
        #expect(!told.isEmpty)
        let stored = try await applied(bench.store)
        #expect(told == stored)
        #expect(bench.broker.publishedOffsets(of: group) == told)
    }

    @Test func onlyWhatHasChangedIsToldAgain() async throws {
        let bench = try await Bench.start()
        let worker = try await ScriptedWorker(bench)
        try await worker.beat()
        try await bench.read()
        let told = try await bench.loops.offsets.publish(besides: [:])
        bench.broker.setUnreachable(true)
        #expect(try await bench.loops.offsets.publish(besides: told) == told, "nothing is asked of the broker")
    }

    @Test func aBrokerThatTakesNoneTroublesNobody() async throws {
        let clock = ManualClock()
        let fleet = RunningFleet(
            store: try SQLiteStateStore.inMemory(clock: clock), broker: Bench.broker(clock, kinds: [.train]), clock: clock)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await fleet.run() }
            defer { tasks.cancelAll() }
            try await fleet.untilIdle()
            fleet.broker.setUnreachable(true)
            let worker = try await fleet.worker()
            try await fleet.pass(.seconds(15))
            fleet.broker.setUnreachable(false)
            try await worker.beat()
            #expect(try await fleet.pass { !fleet.broker.publishedOffsets(of: group).isEmpty })
            #expect(try await fleet.pass { fleet.coordinator.troubles.isEmpty })
            fleet.shutdown.set()
            try await tasks.waitForAll()
        }
    }
}
