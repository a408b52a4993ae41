import FleetCore
import JSON
import Messaging
import ObjectStorage
import Telemetry

/// All that an execution may touch; nothing is global.
public protocol TaskContext: Sendable {
    var clock: any FleetClock { get }
    var identifiers: IdentifierSource { get }
    var logger: Logger { get }

    /// The fleet's artifacts. Write only below `artifactPrefix`; read anything that the input names.
    var artifacts: any ObjectStore { get }

    /// `jobs/JOB/TASK/ATTEMPT-EXECUTION/`: nothing of a fenced execution becomes visible.
    var artifactPrefix: String { get }

    /// A folder on the local disk for this execution alone: made when it is first asked for, removed when the execution ends.
    /// - Throws: `FleetError` `scratch_unavailable` (blocked) where the disk is full or not writable.
    func scratchDirectory() async throws -> String

    /// Set when the process drains: checkpoint and return `.interrupted` soon.
    var drain: Signal { get }

    /// Tells how far it is; coalesced, the newest goes with the next beat. Callable from any thread.
    func report(_ progress: Progress)

    /// A line for the job's log (redacted, cut at 500 bytes, the oldest dropped beyond 200 waiting). Callable from any thread.
    func log(_ line: String)

    /// Records how far a later attempt need not go back; it travels with the next beat, which is sent at once.
    func checkpoint(_ checkpoint: JSONValue) async throws

    /// Waits for the answer to this task's permit demand, then checks the lease: call it right before the chargeable call.
    /// - Returns: whether the call may be made now; `.search` means search and adopt only.
    /// - Throws: `FleetError` `no_permit` (interrupted) when no answer came within a lease, `fenced` when the lease is in doubt.
    func permit() async throws -> PermitDemand.Mode

    /// Where a test ends the process.
    var failpoints: Failpoints { get }
}

extension TaskContext {
    public var failpoints: Failpoints { .none }
}
