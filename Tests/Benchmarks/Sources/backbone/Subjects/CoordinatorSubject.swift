import Coordination
import FleetCore
import Foundation
import JSON
import Messaging
import Persistence

/// A coordinator that says `ready` when as many workers serve as `--workers` says, and when so many jobs in all have ended as `--jobs` says
/// (`600,3600`: the first ones warm everything up). `--workers 1,2,4` says it before each of the jobs. After the last it ends; without any it
/// runs until it is killed.
struct CoordinatorSubject {
    let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws {
        let surroundings = Surroundings(arguments)
        let clock = surroundings.clock
        let store = try await BenchStore.open(arguments, clock: clock)
        let broker = surroundings.broker(arguments)
        let cluster = try await broker.administration().clusterIdentity()
        let (coordinator, tail) = BenchCoordinator.make(surroundings, store: store, broker: broker, cluster: cluster)
        let stop = Signal()
        let milestones = arguments.numbers("jobs")
        var sizes = arguments.numbers("workers")[...]
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await coordinator.run(until: stop) }
            group.addTask { try await tail.run(until: stop) }
            while !coordinator.health.isReigning { try await clock.sleep(for: .milliseconds(20)) }
            try await becomeReady(coordinator, serving: sizes.popFirst() ?? 0, clock)
            var before = ProcessUse.now
            for (index, wanted) in milestones.enumerated() {
                if index > 0, let size = sizes.popFirst() {
                    try await becomeReady(coordinator, serving: size, clock)
                    before = ProcessUse.now
                }
                let done = try await BenchStore.awaitSuccess(wanted, in: store, clock: clock)
                let use = ProcessUse.now
                Report.say([
                    "done": .integer(Int64(done)), "at": .number(Date().timeIntervalSince1970),
                    "cpu_s": .number(use.processorSeconds - before.processorSeconds), "rss_mb": .number(use.peakMegabytes),
                ])
                before = use
            }
            if milestones.isEmpty { try await clock.sleep(for: .seconds(86_400)) }
            stop.set()
            try await group.waitForAll()
        }
        await store.close()
    }

    /// A worker serves that owns a partition: without one it is sent nothing.
    private func becomeReady(_ coordinator: Coordinator, serving count: Int, _ clock: any FleetClock) async throws {
        while coordinator.workers.count(where: { !$0.isLeaving && !$0.partitions.isEmpty }) != count {
            try await clock.sleep(for: .milliseconds(20))
        }
        Report.say(["ready": true])
    }
}
