import FleetCore
import ObjectStorage
import Telemetry

/// What every execution of a process gets, and how its context is made from it.
struct ExecutionTools: Sendable {
    let clock: any FleetClock
    let identifiers: IdentifierSource
    let logger: Logger
    let artifacts: any ObjectStore
    let scratch: any ScratchSpace
    /// Set when the process drains.
    let drain: Signal
    let lease: Duration
    var failpoints = Failpoints.none

    func context(_ execution: HeldExecution, bell: ChangeBell, scratch: ExecutionScratch) -> ExecutionContext {
        let token = execution.token
        let named = logger.with([
            "job": execution.assignment.job.rawValue, "task": token.task.rawValue, "attempt": String(token.attempt),
            "execution": token.execution.rawValue,
        ])
        return ExecutionContext(
            clock: clock, identifiers: identifiers, logger: named, artifacts: artifacts, scratch: scratch, drain: drain,
            execution: execution, bell: bell, lease: lease, failpoints: failpoints)
    }
}
