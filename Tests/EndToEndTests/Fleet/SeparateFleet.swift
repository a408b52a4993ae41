import FleetCore
import FleetTesting
import Foundation
import JSON

/// How a fleet of separate processes is made: its settings file and its processes.
struct SeparateFleet: Sendable {
    static let workerKinds = ["sanitizer", "materializer", "trainer", "optimizer", "evaluator"]

    let folder: String
    let brokers: String
    /// Where job state lives; nil: SQLite in the folder.
    var store: String?
    var lease = "30s"
    var sweep = "5s"
    /// Tasks that a worker holds at once; nil: what suits its kind.
    var slots: Int?
    /// Folders that jobs may read from; its own is one.
    var sourceRoots: [String]

    var artifacts: String { folder + "/artifacts" }

    init(_ name: String, brokers: String) throws {
        folder = try ProcessSupervisor.shared.makeFolder(name)
        self.brokers = brokers
        sourceRoots = [folder]
    }

    /// One file for all processes: each reads what is its own.
    func writeSettings() async throws -> String {
        let models = LocalModels.areThere ? try await LocalModels.baseModels.get() : folder
        var settings: JSONObject = [
            "kafka": ["brokers": .array(brokers.split(separator: ",").map { .string(String($0)) }), "replication": 1],
            "storage": ["artifacts": .string(artifacts), "source_roots": .array(sourceRoots.map { .string($0) })],
            "store": ["url": .string(store ?? "sqlite:\(folder)/state")], "http": ["port": 0],
            "lease": ["duration": .string(lease), "sweep": .string(sweep)], "sanitize": ["shard_megabytes": 1],
            "local": [
                "environment": .string(LocalModels.environment ?? folder), "runtime": .string(LocalModels.package), "models": .string(models),
            ],
        ]
        if let slots { settings["worker"] = ["slots": .integer(Int64(slots))] }
        let path = folder + "/settings.json"
        try Data(JSONWriter.pretty.bytes(.object(settings))).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Makes the topics, starts the coordinator, waits until it answers, and starts so many workers of each kind.
    func start(_ workers: [String: Int]) async throws -> Fleet {
        let settings = try await writeSettings()
        let topics = try await TestProcess.run(
            "topics", program: try Program.built("modelops"), ["topics", "apply", "--kafka-brokers", brokers, "--kafka-replication", "1"],
            folder: folder + "/topics")
        guard topics.end == .exited(0) else { throw FleetError("topics", .permanent, "modelops topics apply: \(topics.log)") }
        let coordinator = try TestProcess(
            "coordinator", program: try Program.built("coordinator"), ["--settings", settings], folder: folder + "/coordinator")
        do {
            let port = try await Self.port(of: coordinator)
            let token = try String(contentsOfFile: coordinator.folder + "/.modelops/token", encoding: .utf8)
            let api = try FleetAPI(url: "http://127.0.0.1:\(port)", token: token.trimmingCharacters(in: .whitespacesAndNewlines))
            let fleet = try Fleet(folder: folder, brokers: brokers, artifacts: artifacts, api: api, processes: [coordinator])
            try writeEndpoint(api)
            for kind in Self.workerKinds {
                for _ in 0..<(workers[kind] ?? 0) { try addWorker(kind, to: fleet) }
            }
            return fleet
        } catch {
            FileHandle.standardError.write(Data((coordinator.log.text + "\n").utf8))
            try await coordinator.kill()
            throw error
        }
    }

    /// Starts one more worker of a kind.
    @discardableResult
    func addWorker(_ kind: String, to fleet: Fleet) throws -> TestProcess {
        let name = "\(kind)-\(fleet.processes.count { $0.name.hasPrefix(kind) } + 1)"
        let process = try TestProcess(
            name, program: try Program.built(kind), ["--settings", folder + "/settings.json"], folder: "\(folder)/\(name)")
        fleet.add(process)
        return process
    }

    /// What the command line reads, as an operator writes it for a fleet elsewhere.
    private func writeEndpoint(_ api: FleetAPI) throws {
        try FileManager.default.createDirectory(atPath: folder + "/.modelops", withIntermediateDirectories: true)
        let endpoint: JSONValue = ["url": .string(api.url), "brokers": .string(brokers), "token": .string(api.token), "fleet": "default"]
        try Data(JSONWriter.pretty.bytes(endpoint)).write(to: URL(fileURLWithPath: folder + "/.modelops/endpoint.json"))
    }

    /// The port that the server of a process took, by its log.
    static func port(of process: TestProcess) async throws -> String {
        try await process.log.first("the port of its server", within: .seconds(60)) { line in
            guard let entry = try? JSONReader.parse(Array(line.utf8)), entry["message"]?.string == "listening" else { return nil }
            return entry["port"]?.string
        }
    }
}
