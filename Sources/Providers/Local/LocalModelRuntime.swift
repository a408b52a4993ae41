import FleetCore
import Foundation
import JSON
import Subprocesses

/// Runs the commands of the local model runtime: a Python process each, spoken to in JSON lines.
public struct LocalModelRuntime: Sendable {
    public let settings: LocalModelSettings
    let spawner: any ProcessSpawner
    let clock: any FleetClock

    /// How long a command may take to keep what it has when it is asked to stop.
    static let stopGrace: Duration = .seconds(60)

    public init(settings: LocalModelSettings, spawner: any ProcessSpawner, clock: any FleetClock) {
        self.settings = settings
        self.spawner = spawner
        self.clock = clock
    }

    /// Whether local models can run here at all.
    /// - Throws: `FleetError` `local_environment_missing` (blocked) that names the command which makes the environment.
    public func check() throws {
        guard FileManager.default.isExecutableFile(atPath: settings.python) else {
            throw LocalFailure.environmentMissing(settings, "no \(settings.environmentDirectory)/venv/bin/python")
        }
        guard FileManager.default.fileExists(atPath: settings.package + "/modelops_local/__main__.py") else {
            throw LocalFailure.environmentMissing(settings, "no package modelops_local in \(settings.packageDirectory)")
        }
    }

    /// Runs one command to its end.
    /// - Parameters:
    ///   - request: encoded as one JSON object.
    ///   - stop: set to ask the command to keep what it has and end; it then throws `interrupted` (interrupted).
    ///   - handle: gets every event but the last, in order; the process waits in its own write while events queue up.
    /// - Returns: the `result` event.
    /// - Throws: `FleetError`: what the command named, `local_process_died` (transient), `local_environment_missing` (blocked).
    public func run(
        _ command: LocalCommand, _ request: some Encodable & Sendable, stop: Signal? = nil,
        handle: @Sendable (LocalModelEvent) async throws -> Void = { _ in }
    ) async throws -> JSONValue {
        try check()
        let line = String(decoding: try JSONCoding.encode(request), as: UTF8.self)
        return try await spawner.withProcess(processCommand(command)) { process in
            try process.writeLine(line)
            return try await withThrowingTaskGroup(of: Void.self) { group in
                if let stop { group.addTask { try await self.endWhenAsked(process, stop) } }
                defer { group.cancelAll() }
                return try await converse(with: process, command, handle)
            }
        }
    }

    func processCommand(_ command: LocalCommand) -> ProcessCommand {
        var environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8",
            "PYTHONPATH": settings.package, "PYTHONNOUSERSITE": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1",
            "OPENBLAS_NUM_THREADS": String(settings.threads),
            // Large pages for large matrices: about a fifth less time.
            "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        ]
        if command.needsMatrixLibrary, let library = MatrixLibrary.find(configured: settings.matrixLibrary) {
            environment["LD_PRELOAD"] = library
        }
        return ProcessCommand(
            settings.python, ["-m", "modelops_local", command.rawValue], environment: environment,
            maximumLineBytes: LocalModelEvent.maximumLineBytes)
    }

    /// Reads events until the process has ended.
    private func converse(
        with process: any RunningProcess, _ command: LocalCommand, _ handle: @Sendable (LocalModelEvent) async throws -> Void
    ) async throws -> JSONValue {
        var result: JSONValue?
        var failure: FleetError?
        var said: [String] = []
        while let line = try await process.nextLine() {
            guard line.stream == .standardOutput else {
                said = said.suffix(4) + [String(line.text.prefix(200))]
                continue
            }
            guard !line.isTruncated else { throw LocalModelEvent.violation("a line of more than \(LocalModelEvent.maximumLineBytes) bytes") }
            switch try LocalModelEvent(line: line.text) {
            case .result(let value): result = value
            case .failure(let code, let message): failure = LocalFailure.error(code: code, message: message, command: command)
            case let event: try await handle(event)
            }
        }
        let exit = try await process.waitForExit()
        if let failure { throw failure }
        guard exit.isSuccess, let result else { throw LocalFailure.death(exit, command: command, lastLines: said) }
        return result
    }

    /// SIGTERM to the group when the signal is set; SIGKILL when that was not enough.
    private func endWhenAsked(_ process: any RunningProcess, _ stop: Signal) async throws {
        try await stop.wait()
        process.signal(15)
        try await clock.sleep(for: Self.stopGrace)
        process.kill()
    }
}
