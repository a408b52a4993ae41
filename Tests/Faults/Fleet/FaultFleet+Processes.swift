import FleetCore
import FleetTesting
import Foundation
import Glibc
import JSON

/// Our processes: how they start, and how they are found.
extension FaultFleet {
    var processes: [TestProcess] { state.withLock { $0.processes } }

    /// Those of a kind that run, the oldest first.
    func running(_ kind: String) -> [TestProcess] { processes.filter { $0.name.hasPrefix(kind + "-") && $0.isRunning } }

    /// Makes the settings file and the topics.
    func prepare() async throws {
        try Data("test-key".utf8).write(to: URL(fileURLWithPath: folder + "/provider.key"))
        let settings: JSONValue = [
            "kafka": [
                "brokers": .array(bootstrap.split(separator: ",").map { .string(String($0)) }), "replication": .integer(Int64(plan.nodes)),
                "options": [
                    "session.timeout.ms": .string(String(plan.sessionMilliseconds)), "heartbeat.interval.ms": .string(String(plan.sessionMilliseconds / 6)),
                ],
            ],
            "storage": storageSettings,
            "store": ["url": .string(storeAddress)], "http": ["port": 0], "worker": ["slots": .integer(Int64(plan.slots))],
            "lease": ["duration": .string(plan.lease), "sweep": .string(plan.sweep)], "shutdown": ["grace": .string(plan.grace)],
            "permits": ["search_grace": .string(plan.searchGrace)],
            "local": ["environment": .string(folder), "runtime": .string(folder), "models": .string(folder)],
            "providers": [
                "fake": [
                    "type": "openai", "base_url": .string("http://\(providerProxy.address)/v1"), "api_key_file": .string(folder + "/provider.key"),
                ]
            ],
        ]
        try Data(JSONWriter.pretty.bytes(settings)).write(to: URL(fileURLWithPath: settingsPath))
        try await applyTopics()
    }

    func applyTopics() async throws {
        let replication = String(plan.nodes)
        let topics = try await TestProcess.run(
            "topics", program: try Program.built("modelops"), ["topics", "apply", "--kafka-brokers", bootstrap, "--kafka-replication", replication],
            folder: folder + "/topics")
        guard topics.end == .exited(0) else { throw FleetError("topics", .permanent, "modelops topics apply: \(topics.log)") }
    }

    private var storageSettings: JSONValue {
        guard let storageProxy else { return ["artifacts": .string(folder + "/artifacts"), "source_roots": [.string(folder)]] }
        return [
            "artifacts": .string("s3://\(FakeStorage.bucket)/\(FakeStorage.prefix.dropLast())"), "artifacts_store": "main",
            "source_roots": [.string(folder)],
            "stores": [
                "main": [
                    "type": "s3", "endpoint": .string("http://\(storageProxy.address)"), "region": "eu-central-1",
                    "access_key_file": .string(folder + "/provider.key"), "secret_key_file": .string(folder + "/provider.key"),
                    "buckets": [["bucket": .string(FakeStorage.bucket), "prefix": "sources/"]],
                ]
            ],
        ]
    }

    var storeAddress: String { postgres.flatMap { $0.address(port: storeProxy?.port) } ?? "sqlite:\(folder)/state" }
    private var settingsPath: String { folder + "/settings.json" }

    /// Starts a process.
    /// - Parameters:
    ///   - failpoint: what arms one, such as `worker.execution_begun@1`.
    ///   - settings: further ones, by their variables without the prefix.
    @discardableResult
    func start(_ kind: String, failpoint: String? = nil, _ settings: [String: String] = [:]) throws -> TestProcess {
        let number = state.withLock { state in
            state.counts[kind, default: 0] += 1
            return state.counts[kind, default: 0]
        }
        let name = "\(kind)-\(number)"
        var environment = Dictionary(uniqueKeysWithValues: settings.map { ("MODELOPS_\($0.key)", $0.value) })
        environment["MODELOPS_TEST_FAILPOINT"] = failpoint
        let process = try TestProcess(
            name, program: try Program.built(kind), ["--settings", settingsPath], folder: "\(folder)/\(name)", environment: environment)
        state.withLock { $0.processes.append(process) }
        return process
    }

    /// Starts a coordinator and waits until it reigns.
    @discardableResult
    func startCoordinator(failpoint: String? = nil, within limit: Duration = .seconds(60)) async throws -> TestProcess {
        let process = try start("coordinator", failpoint: failpoint)
        try await reigns(process, within: limit)
        return process
    }

    func reigns(_ coordinator: TestProcess, within limit: Duration = .seconds(60)) async throws {
        _ = try await coordinator.log.first("the beginning of its reign", within: limit) { $0.contains("the reign begins") ? true : nil }
    }

    /// A coordinator and so many workers of each kind.
    func startAll(sanitizers: Int = 1, trainers: Int = 0) async throws {
        try await startCoordinator()
        for _ in 0..<sanitizers { try start("sanitizer") }
        for _ in 0..<trainers { try start("trainer") }
    }

    /// Waits until a failpoint has ended the process, or the job with this key has ended without.
    /// - Returns: whether the process was ended.
    func wasKilled(_ process: TestProcess, orEnded key: String, within limit: Duration = .seconds(90)) async throws -> Bool {
        try await clock.withTimeout(limit, waitingFor: "the failpoint of \(process.name), or the end of \(key)") {
            while process.isRunning {
                if self.board.end(of: key) != nil { return false }
                try await self.clock.sleep(for: .milliseconds(10))
            }
            guard try await process.end() == .killed(signal: SIGKILL) else {
                throw FleetError("ended_otherwise", .permanent, "\(process.name) ended by itself: \(process.log.lines.suffix(3))")
            }
            return true
        }
    }
}
