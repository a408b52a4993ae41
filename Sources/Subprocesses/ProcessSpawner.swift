import FleetCore

/// The seam to the operating system's processes.
public protocol ProcessSpawner: Sendable {
    /// Starts a process. It runs until it ends or is ended: prefer `withProcess`, which leaves none behind.
    /// - Throws: `FleetError` `executable_missing` (permanent) with a hint, or `spawn_failed` (transient).
    func spawn(_ command: ProcessCommand) async throws -> any RunningProcess
}

extension ProcessSpawner {
    /// Starts a process for the length of `body`; however the body ends, the process and its group are gone afterwards.
    public func withProcess<Result: Sendable>(
        _ command: ProcessCommand, _ body: (any RunningProcess) async throws -> Result
    ) async throws -> Result {
        let process = try await spawn(command)
        defer { process.discard() }
        return try await body(process)
    }

    /// Runs a process to its end, its input closed, and keeps the last lines that it wrote.
    public func run(_ command: ProcessCommand, keepingLines limit: Int = 200) async throws -> (exit: ProcessExit, lines: [ProcessLine]) {
        try await withProcess(command) { process in
            process.closeInput()
            var lines: [ProcessLine] = []
            while let line = try await process.nextLine() {
                if lines.count == limit { lines.removeFirst() }
                lines.append(line)
            }
            return (try await process.waitForExit(), lines)
        }
    }
}
