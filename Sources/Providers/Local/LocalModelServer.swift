import FleetCore
import JSON
import Subprocesses

/// A model that answers the OpenAI-compatible interface on loopback.
public struct ServedModel: Sendable, Equatable {
    /// Without `/v1`.
    public let baseURL: String
    /// The name to put into requests: the file's digest.
    public let name: String
}

/// Serves one GGUF file for as long as a closure runs; one server at a time on a machine, so that benchmarks do not measure each other.
public struct LocalModelServer: Sendable {
    let runtime: LocalModelRuntime
    let lock: MachineLock
    /// How long to wait for another server on this machine to end.
    public var lockPatience: Duration = .seconds(1800)
    /// How long loading a model may take.
    public var startTimeout: Duration = .seconds(180)

    /// - Parameter lockPath: a file that all workers of the machine name alike.
    public init(runtime: LocalModelRuntime, lockPath: String) {
        self.runtime = runtime
        lock = MachineLock(path: lockPath, name: "the local model server", clock: runtime.clock)
    }

    /// Starts the server, runs `body` with its address, ends the server.
    /// - Parameters:
    ///   - path: the GGUF file.
    ///   - sha256: its digest: the name under which it is served.
    ///   - parallel: requests answered at once.
    ///   - contextLength: tokens of prompt and answer for each of them.
    /// - Throws: `FleetError` `machine_busy`, `local_server_failed`, `local_process_died`, `timed_out` (all transient), or what the body threw.
    public func serving<Result: Sendable>(
        _ path: String, sha256: String, parallel: Int = 1, contextLength: Int = 2048, _ body: @escaping @Sendable (ServedModel) async throws -> Result
    ) async throws -> Result {
        try runtime.check()
        let request: JSONValue = [
            "model": .string(path), "name": .string(sha256), "threads": .integer(Int64(runtime.settings.threads)),
            "parallel": .integer(Int64(parallel)), "context_length": .integer(Int64(contextLength)),
        ]
        let line = String(decoding: try JSONCoding.encode(request), as: UTF8.self)
        return try await lock.withLock(atMost: lockPatience) {
            try await runtime.spawner.withProcess(runtime.processCommand(.serve)) { process in
                try process.writeLine(line)
                let url = try await runtime.clock.withTimeout(startTimeout, waitingFor: "the local model server to load") {
                    try await Self.untilReady(process)
                }
                return try await Self.running(process, ServedModel(baseURL: url, name: sha256), body)
            }
        }
    }

    private static func untilReady(_ process: any RunningProcess) async throws -> String {
        while let line = try await process.nextLine() {
            guard line.stream == .standardOutput else { continue }
            switch try LocalModelEvent(line: line.text) {
            case .ready(let url): return url
            case .failure(let code, let message): throw LocalFailure.error(code: code, message: message, command: .serve)
            default: continue
            }
        }
        throw LocalFailure.death(try await process.waitForExit(), command: .serve, lastLines: [])
    }

    /// The body, beside a reader that keeps the server's lines flowing and notices its death.
    private static func running<Result: Sendable>(
        _ process: any RunningProcess, _ model: ServedModel, _ body: @escaping @Sendable (ServedModel) async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body(model) }
            group.addTask {
                while try await process.nextLine() != nil {}
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                throw LocalFailure.death(try await process.waitForExit(), command: .serve, lastLines: [])
            }
            return result
        }
    }
}
