import Coordination
import FleetCore
import Foundation
import Messaging
import ObjectStorage
import Persistence
import WorkerKit

/// How many tasks the coordinator dispatches and sees through in a second: with its workers and a broker in memory in one process, so that the
/// coordinator and its store are what is measured. `--warm-up` jobs come first, then `--jobs`, each of `--tasks` tasks that do nothing.
struct DispatchRate {
    let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws {
        let surroundings = Surroundings(arguments)
        let store = try await BenchStore.open(arguments, clock: surroundings.clock)
        let broker = InMemoryBroker(clock: surroundings.clock, identifiers: surroundings.identifiers, retainedBytes: 8 << 20)
        try await broker.administration().create(TopicManifest.standard.specifications(replication: 1))
        let (coordinator, tail) = BenchCoordinator.make(surroundings, store: store, broker: broker, cluster: "memory")
        let worker = WorkerProcess(
            worker: BenchWorker(slots: arguments.number("slots", 256)), broker: broker,
            artifacts: try FileObjectStore(root: arguments.text("folder") + "/artifacts"), scratch: NoScratch(),
            settings: WorkerSettings(fleet: surroundings.fleet, host: "bench", version: "bench"), clock: surroundings.clock,
            identifiers: surroundings.identifiers, logger: surroundings.logger)
        let stop = Signal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await coordinator.run(until: stop) }
            group.addTask { try await tail.run(until: stop) }
            group.addTask { try await worker.run(until: stop) }
            let producer = try await broker.producer(clientName: "submitter")
            let warmUp = arguments.number("warm-up", 200)
            let jobs = arguments.number("jobs", 1000)
            try await finish(warmUp, of: warmUp, "warm-up", producer, store, surroundings.clock)
            let (start, use) = (surroundings.clock.now(), ProcessUse.now)
            try await finish(jobs, of: warmUp + jobs, "run", producer, store, surroundings.clock)
            let seconds = (surroundings.clock.now() - start).inSeconds
            let tasks = Double(jobs * arguments.number("tasks", 1))
            Report.say([
                "per_s": .number(tasks / seconds), "cpu_ms": .number((ProcessUse.now.processorSeconds - use.processorSeconds) * 1000 / tasks),
            ])
            stop.set()
            try await group.waitForAll()
        }
        await store.close()
    }

    private func finish(
        _ count: Int, of all: Int, _ name: String, _ producer: any RecordProducer, _ store: any StateStore, _ clock: any FleetClock
    ) async throws {
        let records = (0..<count).map { BenchJobs.record("\(name)-\($0)", tasks: arguments.number("tasks", 1)) }
        for outcome in await producer.send(all: records) { _ = try outcome.get() }
        _ = try await BenchStore.awaitSuccess(all, in: store, clock: clock)
    }
}
