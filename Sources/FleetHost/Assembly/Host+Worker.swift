import FleetCore
import Foundation
import Messaging
import ObjectStorage
import WorkerKit

extension Host {
    /// The frame of a worker, around what it does.
    public func workerProcess(_ worker: any Worker, broker: any Broker, artifacts: any ObjectStore) throws -> WorkerProcess {
        let grace = try settings.duration(SettingCatalogue.drain)
        // What is left of the grace after the executions ended is for the last words.
        let flush = min(.seconds(5), grace / 4)
        let workerSettings = WorkerSettings(
            fleet: fleet, host: ProcessInfo.processInfo.hostName, version: FleetVersion.current, lease: try settings.duration(SettingCatalogue.lease),
            drainGrace: grace - flush * 2, flushLimit: flush)
        return WorkerProcess(
            worker: worker, broker: broker, artifacts: artifacts,
            scratch: DiskScratchSpace(root: try settings.path(SettingCatalogue.scratch), name: identifiers.make("process_")),
            settings: workerSettings, clock: clock, identifiers: identifiers, logger: logger, failpoints: failpoints)
    }

    /// How many tasks a worker holds at once: the setting, or what suits its kind.
    public func slots(_ usual: Int) -> Int { settings.integer(SettingCatalogue.slots) ?? usual }
}

extension FleetProcess {
    /// An executable that is a worker: its frame, and its health server.
    public static func runWorker(_ reader: Setting.Reader, synopsis: String, _ make: @Sendable (Host) throws -> any Worker) async -> Int32 {
        await run(reader, synopsis: synopsis) { host in
            let process = try host.workerProcess(try make(host), broker: try host.kafkaBroker(), artifacts: try host.artifactStore())
            return [try HealthServer.make(host), process]
        }
    }
}
