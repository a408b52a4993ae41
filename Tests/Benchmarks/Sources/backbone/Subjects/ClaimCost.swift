import Coordination
import FleetCore
import Foundation
import JSON
import Messaging
import ObjectStorage
import Persistence
import WorkerKit

/// What one claim costs while many tasks wait: the coordinator and one worker with one slot on a broker in memory, so that nothing but the
/// store is measured. `--step prepare` makes the schema and one job with one waiting task, which the driver copies
/// as often as it wants.
struct ClaimCost {
    let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws {
        let surroundings = Surroundings(arguments)
        let store = try await BenchStore.open(arguments, clock: surroundings.clock)
        let times = ClaimTimes()
        let timed = TimedStore(store: store, clock: surroundings.clock, times: times)
        let broker = InMemoryBroker(clock: surroundings.clock, identifiers: surroundings.identifiers, retainedBytes: 8 << 20)
        try await broker.administration().create(TopicManifest.standard.specifications(replication: 1))
        let stop = Signal()
        let (coordinator, _) = BenchCoordinator.make(surroundings, store: timed, broker: broker, cluster: "memory")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await coordinator.run(until: stop) }
            if arguments.text("step") == "prepare" {
                try await prepare(broker, store, surroundings.clock)
            } else {
                let worker = try worker(surroundings, broker, times)
                group.addTask { try await worker.run(until: stop) }
                let wanted = arguments.number("claims", 1000)
                let use = ProcessUse.now
                while times.milliseconds.count < wanted + Self.warmUp { try await surroundings.clock.sleep(for: .milliseconds(20)) }
                report(Array(times.milliseconds.dropFirst(Self.warmUp).prefix(wanted)), use, told: times.toldCount)
            }
            stop.set()
            try await group.waitForAll()
        }
        await store.close()
    }

    private static let warmUp = 100

    private func prepare(_ broker: InMemoryBroker, _ store: any StateStore, _ clock: any FleetClock) async throws {
        let producer = try await broker.producer(clientName: "submitter")
        // Longer than a claim: what is written for it is over before the next one begins.
        _ = try await producer.send(BenchJobs.record("template", milliseconds: 15))
        while try await store.read({ try $0.workCounts() })[.sanitize] == nil { try await clock.sleep(for: .milliseconds(20)) }
    }

    private func worker(_ surroundings: Surroundings, _ broker: any Broker, _ times: ClaimTimes) throws -> WorkerProcess {
        let artifacts = try FileObjectStore(root: arguments.text("folder") + "/artifacts")
        return WorkerProcess(
            worker: BenchWorker(slots: 1, begun: { times.begun() }), broker: broker, artifacts: artifacts, scratch: NoScratch(),
            settings: WorkerSettings(fleet: surroundings.fleet, host: "bench", version: "bench"), clock: surroundings.clock,
            identifiers: surroundings.identifiers, logger: surroundings.logger)
    }

    private func report(_ milliseconds: [Double], _ before: ProcessUse, told: Int) {
        let use = ProcessUse.now
        Report.say([
            "n": .integer(Int64(milliseconds.count)), "mean_ms": .number(milliseconds.reduce(0, +) / Double(max(milliseconds.count, 1))),
            "p50_ms": .number(Report.percentile(0.5, of: milliseconds)), "p90_ms": .number(Report.percentile(0.9, of: milliseconds)),
            "p99_ms": .number(Report.percentile(0.99, of: milliseconds)), "told": .integer(Int64(told)),
            "cpu_ms": .number((use.processorSeconds - before.processorSeconds) * 1000 / Double(milliseconds.count + Self.warmUp)),
        ])
    }
}
