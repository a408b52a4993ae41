import FleetCore
import FleetTesting
import Messaging
import Persistence
import Testing

@testable import Coordination

/// A broker or a store that is away for a while.
struct OutageTests {
    private func fleet() throws -> (RunningFleet, TurnedStore) {
        let clock = ManualClock()
        let store = TurnedStore(try SQLiteStateStore.inMemory(clock: clock))
        return (RunningFleet(store: store, broker: Bench.broker(clock, kinds: [.train]), clock: clock), store)
    }

    /// Runs `body` beside the coordinator and shuts it down after.
    private func running(_ fleet: RunningFleet, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await fleet.run() }
            defer { group.cancelAll() }
            try await fleet.untilIdle()
            try await body()
            fleet.shutdown.set()
            try await group.waitForAll()
        }
    }

    @Test func whatIsCommittedWhileTheBrokerIsAwayGoesOutWhenItIsBack() async throws {
        let (fleet, _) = try fleet()
        try await running(fleet) {
            let worker = try await fleet.worker()
            try await worker.beat()
            #expect(try await fleet.pass { !fleet.coordinator.workers.isEmpty })
            fleet.broker.setUnreachable(true)
            try await fleet.submit()
            #expect(try await fleet.pass { try await fleet.task()?.state == .dispatched })
            #expect(try await fleet.pass { fleet.coordinator.troubles["forwarding the outbox"] != nil })
            try await fleet.pass(.seconds(60))
            #expect(fleet.coordinator.troubles["forwarding the outbox"]?.disposition == .transient, "readiness tells it")
            #expect(try fleet.runs().isEmpty)
            fleet.broker.setUnreachable(false)
            #expect(try await fleet.pass { fleet.coordinator.troubles.isEmpty && !fleet.coordinator.memory.isResetWanted })
            #expect(try await fleet.pass { try !fleet.runs().isEmpty })
            #expect(try fleet.runs().map(\.attempt) == [1])
            #expect(try await fleet.task()?.failures == 0)
        }
    }

    @Test func whoAsksBeforeTheReignLearnsWhatIsWaitedFor() async throws {
        let (fleet, _) = try fleet()
        let absent = FleetError(BrokerFailure.unreachable, .transient, "no answer yet", hint: "check kafka.brokers")
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await fleet.coordinator.prepare("asking the broker at 127.0.0.1:1", absent: absent, until: fleet.shutdown) {
                    throw FleetError(BrokerFailure.unreachable, .transient, "no broker answers", hint: "check kafka.brokers")
                }
            }
            defer { group.cancelAll() }
            try await fleet.clock.untilSleeping(1)
            let refused = await expectFleetError { try await fleet.submit() }
            #expect(refused?.code == BrokerFailure.unreachable && refused?.disposition == .transient && refused?.hint == absent.hint)
            #expect(refused?.message.contains("127.0.0.1:1") == true && refused?.message.contains("standby") == false)
            #expect(fleet.coordinator.health.firstTrouble?.code == BrokerFailure.unreachable)
            fleet.shutdown.set()
            #expect(try await group.next() == false)
        }
        #expect(fleet.coordinator.troubles.isEmpty)
    }

    /// A broker that lives in this process takes with it what is not read: the task would wait for the end of a lease that nobody holds.
    @Test func whatAWorkerSaidBeforeTheShutdownIsApplied() async throws {
        let (fleet, store) = try fleet()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await fleet.run() }
            defer { group.cancelAll() }
            try await fleet.untilIdle()
            let worker = try await fleet.worker()
            try await worker.beat()
            try await fleet.submit()
            #expect(try await fleet.pass { try !fleet.runs().isEmpty })
            let token = ScriptedWorker.token(try #require(try fleet.runs().last))
            try await worker.accept([token])
            #expect(try await fleet.pass { try await fleet.task()?.state == .accepted })
            // The store is away for a moment, so that the word is there and not applied when the end is asked for.
            store.setAway(true)
            try await worker.interrupt(token)
            #expect(try await fleet.pass { fleet.coordinator.troubles["applying records"] != nil })
            store.setAway(false)
            fleet.shutdown.set()
            for _ in 0..<20 where !fleet.hasEnded {
                fleet.clock.advance(by: .milliseconds(100))
                try await fleet.untilIdleOrEnded()
            }
            try await group.waitForAll()
        }
        #expect(try await fleet.task()?.state != .accepted)
    }

    /// Else a standby would take over from it, and wait for the same broker.
    @Test func aReignThatWaitsForItsBrokerBeatsAllTheSame() async throws {
        let (fleet, store) = try fleet()
        fleet.broker.setUnreachable(true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await fleet.run() }
            defer { group.cancelAll() }
            try await fleet.clock.untilSleeping(1)
            for _ in 0..<400 where fleet.coordinator.troubles["finding what to read"] == nil {
                fleet.clock.advance(by: .milliseconds(500))
                try await fleet.clock.untilSleeping(1)
                await Task.yield()
            }
            #expect(try await fleet.comes { fleet.coordinator.troubles["finding what to read"] != nil })
            let before = try await store.observeLeadership().beats
            var beats = before
            for _ in 0..<400 where beats == before {
                fleet.clock.advance(by: .milliseconds(500))
                try await fleet.clock.untilSleeping(1)
                beats = try await store.observeLeadership().beats
            }
            #expect(try await fleet.comes { try await store.observeLeadership().beats > before })
            #expect(fleet.coordinator.troubles["finding what to read"] != nil)
            fleet.shutdown.set()
            try await group.waitForAll()
        }
    }

    @Test func anOutageLongerThanALeaseExpiresNobody() async throws {
        let (fleet, _) = try fleet()
        try await running(fleet) {
            let worker = try await fleet.worker()
            try await worker.beat()
            try await fleet.submit()
            #expect(try await fleet.pass { try fleet.runs().count == 1 })
            let token = ScriptedWorker.token(try fleet.runs()[0])
            try await worker.accept([token])
            #expect(try await fleet.pass { try await fleet.task()?.state == .accepted })
            fleet.broker.setUnreachable(true)
            try await fleet.pass(.seconds(90))
            fleet.broker.setUnreachable(false)
            #expect(try await fleet.pass { fleet.coordinator.troubles.isEmpty && !fleet.coordinator.memory.isResetWanted })
            try await fleet.pass(.seconds(20))
            #expect(try await fleet.task()?.execution == token.execution, "its lease began anew in full")
            try await worker.complete(token)
            #expect(try await fleet.pass { try await fleet.task()?.state == .completed })
        }
    }

    /// In virtual time, so that the figure is exact: the sweep comes every five seconds, at whatever moment the lease began.
    @Test(arguments: [1, 3, 5, 7, 9])
    func aDeadWorkersTaskIsFreeWithinALeaseAndASweep(halfSeconds: Int) async throws {
        let (fleet, _) = try fleet()
        try await running(fleet) {
            let worker = try await fleet.worker()
            try await worker.beat()
            try await fleet.pass(.milliseconds(500 * halfSeconds))
            try await fleet.submit()
            #expect(try await fleet.pass { try fleet.runs().count == 1 })
            try await worker.accept([ScriptedWorker.token(try fleet.runs()[0])])
            #expect(try await fleet.pass { try await fleet.task()?.state == .accepted })
            let accepted = fleet.clock.now()
            #expect(try await fleet.pass { try await fleet.task()?.state == .queued })
            #expect(fleet.clock.now() - accepted <= .seconds(35.5))
        }
    }

    @Test func whatWasSaidWhileTheStoreWasAwayIsAppliedWhenItIsBack() async throws {
        let (fleet, store) = try fleet()
        try await running(fleet) {
            let worker = try await fleet.worker()
            try await worker.beat()
            try await fleet.submit()
            #expect(try await fleet.pass { try fleet.runs().count == 1 })
            let token = ScriptedWorker.token(try fleet.runs()[0])
            store.setAway(true)
            try await worker.accept([token])
            try await worker.complete(token)
            #expect(try await fleet.pass { fleet.coordinator.troubles["applying records"]?.code == "store_unavailable" })
            try await fleet.pass(.seconds(60))
            #expect(fleet.coordinator.troubles["applying records"]?.code == "store_unavailable")
            store.setAway(false)
            #expect(try await fleet.pass { try await fleet.task()?.state == .completed })
            #expect(try await fleet.pass { fleet.coordinator.troubles.isEmpty })
            #expect(try await fleet.task()?.attempt == 1)
        }
    }

    @Test func whatIsCommittedLastIsSaidBeforeTheShutdownEnds() async throws {
        let (fleet, _) = try fleet()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await fleet.run() }
            try await fleet.untilIdle()
            let worker = try await fleet.worker()
            try await worker.beat()
            #expect(try await fleet.pass { !fleet.coordinator.workers.isEmpty })
            fleet.broker.setUnreachable(true)
            try await fleet.submit()
            #expect(try await fleet.pass { try await fleet.task()?.state == .dispatched })
            #expect(try await fleet.pass { fleet.coordinator.troubles["forwarding the outbox"] != nil })
            // The forwarder pauses, and no time passes any more: only the last round can send.
            fleet.broker.setUnreachable(false)
            #expect(try fleet.runs().isEmpty)
            fleet.shutdown.set()
            try await group.waitForAll()
        }
        #expect(try fleet.runs().count == 1)
    }
}
