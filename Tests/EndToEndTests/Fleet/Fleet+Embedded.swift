import FleetCore
import FleetTesting
import Foundation
import JSON

extension Fleet {
    /// `modelops up`: everything in one process, with a broker of its own.
    /// - Parameter settings: further flags.
    static func embedded(_ name: String, _ settings: [String] = []) async throws -> Fleet {
        let folder = try ProcessSupervisor.shared.makeFolder(name)
        let process = try await up(in: folder, settings)
        do {
            let endpoint = try await endpoint(of: process)
            let api = try FleetAPI(url: endpoint["url"]?.string ?? "", token: endpoint["token"]?.string ?? "")
            return try Fleet(
                folder: folder, brokers: endpoint["brokers"]?.string ?? "", artifacts: folder + "/.modelops/artifacts", api: api, processes: [process])
        } catch {
            FileHandle.standardError.write(Data((process.log.text + "\n").utf8))
            try await process.kill()
            throw error
        }
    }

    /// Starts `modelops up` in a folder, for the first time or again.
    static func up(in folder: String, _ settings: [String] = []) async throws -> TestProcess {
        var arguments = ["up", "--http-port", "0", "--storage-source-roots", folder]
        if let environment = LocalModels.environment {
            arguments += [
                "--local-environment", environment, "--local-runtime", LocalModels.package, "--local-models", try await LocalModels.baseModels.get(),
            ]
        }
        return try TestProcess("up", program: try Program.built("modelops"), arguments + settings, folder: folder)
    }

    /// What `modelops up` writes once it answers.
    static func endpoint(of process: TestProcess) async throws -> JSONValue {
        let clock = SystemClock()
        let path = process.folder + "/.modelops/endpoint.json"
        return try await clock.withTimeout(.seconds(60), waitingFor: "the fleet's endpoint.json") {
            while true {
                if let data = FileManager.default.contents(atPath: path) { return try JSONReader.parse(Array(data)) }
                guard process.isRunning else { throw FleetError("fleet_ended", .permanent, "modelops up ended: \(process.log.text)") }
                try await clock.sleep(for: .milliseconds(50))
            }
        }
    }
}
