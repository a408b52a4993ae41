import FleetCore

/// A child process with a process group of its own. Its standard input stays open until `closeInput`, so that it can notice our death by the end of its input.
public protocol RunningProcess: Sendable {
    var pid: Int32 { get }

    /// The next line of either stream, in the order in which they were read; nil once the process ended and all was read. One reader.
    /// A child whose lines nobody reads stands still when the buffer is full.
    /// - Throws: `CancellationError`; the child goes on.
    func nextLine() async throws -> ProcessLine?

    /// Writes a line (a line end is added) to its standard input; at most 1 MiB waits to be taken by the child.
    /// - Throws: `FleetError` `process_input` (transient) when the child does not read, or has ended.
    func writeLine(_ text: String) throws

    /// Ends its standard input, after what was written.
    func closeInput()

    /// Sends a signal to the whole group; nothing happens once the process has ended.
    func signal(_ number: Int32)

    /// Kills the group and drops the lines that nobody read.
    func discard()

    /// Waits for the end. Whatever the child left behind in its group is killed then.
    /// - Throws: `CancellationError`; the child goes on.
    func waitForExit() async throws -> ProcessExit
}

extension RunningProcess {
    /// Sends SIGKILL to the whole group.
    public func kill() { signal(9) }

    /// Asks the group to end (SIGTERM), and kills it when it has not ended after `grace`. Cancelled, it kills at once.
    public func terminate(grace: Duration, clock: any FleetClock) async throws -> ProcessExit {
        signal(15)
        do {
            return try await clock.withTimeout(grace, waitingFor: "process \(pid) to end") { try await self.waitForExit() }
        } catch {
            kill()
            return try await waitForExit()
        }
    }
}
