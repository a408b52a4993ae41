import FleetCore
import Foundation
import HTTP
import Messaging
import ObjectStorage
import WorkerKit

extension Host {
    /// The fleet's artifacts.
    public func artifactStore() throws -> FileObjectStore { try FileObjectStore(root: try settings.path(SettingCatalogue.artifacts)) }

    /// What a job may name as its source.
    /// - Throws: `FleetError` when the client of `https://` sources cannot be made.
    public func sourceStore() throws -> SourcePolicy {
        let files = FileSourceStore(roots: settings.list(SettingCatalogue.sourceRoots))
        let hosts = settings.list(SettingCatalogue.sourceHosts)
        guard !hosts.isEmpty else { return SourcePolicy(files: files) }
        // A name on the list may lead to any address; those of the fleet's own network stay out of reach.
        let client = try CurlClient(policy: AddressPolicy(allowsPrivate: false))
        return SourcePolicy(files: files, https: HTTPSSourceStore(hosts: hosts, client: client))
    }

    /// The frame of a worker, around what it does.
    public func workerProcess(_ worker: any Worker, broker: any Broker, artifacts: any ObjectStore) throws -> WorkerProcess {
        let grace = try settings.duration(SettingCatalogue.drain)
        // What is left of the grace after the executions ended is for the last words.
        let flush = min(.seconds(5), grace / 4)
        let workerSettings = WorkerSettings(
            fleet: fleet, host: ProcessInfo.processInfo.hostName, version: FleetVersion.current, lease: try settings.duration(SettingCatalogue.lease),
            drainGrace: grace - flush * 2, flushLimit: flush)
        return WorkerProcess(
            worker: worker, broker: broker, artifacts: artifacts, scratch: DiskScratchSpace(root: try settings.path(SettingCatalogue.scratch)),
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
