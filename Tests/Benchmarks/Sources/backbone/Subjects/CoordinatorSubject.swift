import Coordination
import FleetCore
import Foundation
import JSON
import Messaging
import Persistence

/// A coordinator that says `ready`, and when so many jobs in all have ended as `--jobs` says (`600,3600`: the first ones warm everything up).
/// After the last it ends; without any it runs until it is killed.
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
        let milestones = arguments.text("jobs").split(separator: ",").compactMap { Int($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await coordinator.run(until: stop) }
            group.addTask { try await tail.run(until: stop) }
            while !coordinator.health.isReigning || coordinator.workers.count < arguments.number("workers", 0) {
                try await clock.sleep(for: .milliseconds(20))
            }
            var before = ProcessUse.now
            Report.say(["ready": true])
            for wanted in milestones {
                var done = 0
                while done < wanted {
                    try await clock.sleep(for: .milliseconds(50))
                    let counts = try await store.read { try $0.jobCounts() }
                    done = counts.filter { $0.key.isTerminal }.reduce(0) { $0 + $1.value }
                }
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
}
