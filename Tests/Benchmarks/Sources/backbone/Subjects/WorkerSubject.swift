import Dispatch
import FleetCore
import Foundation
import Messaging
import ObjectStorage
import WorkerKit

/// A worker process of the production frame around `BenchWorker`, until it is told to end (SIGTERM).
struct WorkerSubject {
    let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws {
        let surroundings = Surroundings(arguments)
        let folder = arguments.text("folder")
        let process = WorkerProcess(
            worker: BenchWorker(slots: arguments.number("slots", 64)), broker: surroundings.broker(arguments),
            artifacts: try FileObjectStore(root: folder + "/artifacts"),
            scratch: DiskScratchSpace(root: folder + "/scratch", name: "worker_\(ProcessInfo.processInfo.processIdentifier)"),
            settings: WorkerSettings(fleet: surroundings.fleet, host: "bench", version: "bench"), clock: surroundings.clock,
            identifiers: surroundings.identifiers, logger: surroundings.logger)
        let stop = Signal()
        signal(SIGTERM, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGTERM)
        source.setEventHandler { stop.set() }
        source.activate()
        try await process.run(until: stop)
    }
}
