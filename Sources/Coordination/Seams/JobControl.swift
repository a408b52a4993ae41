import FleetCore
import Persistence

/// What is done to a job as a whole. Implemented beside the machines; each call is one part of the caller's transaction, with the job's row
/// locked by it. The row that comes back is written.
public protocol JobControl: Sendable {
    /// Begins an accepted job: it is `validating`, its row and its stages' rows are there. Stages that have succeeded or were skipped already
    /// (reused ones of a re-run) count as over. Moves the job to `running` and makes the first tasks.
    func begin(_ job: inout JobRow, in transaction: StoreTransaction) throws

    /// Asks for a job's end: shows `cancelling` at once, `cancelled` when nothing is left to wait for.
    /// - Throws: `FleetError` `job_finished` (rejected) for a job that is over.
    func cancel(_ job: inout JobRow, cause: String, actor: String, in transaction: StoreTransaction) throws

    /// Holds what was not dispatched yet; running executions finish.
    /// - Throws: `FleetError` `job_finished`, `state_conflict` (rejected).
    func pause(_ job: inout JobRow, cause: String, actor: String, in transaction: StoreTransaction) throws

    /// Goes on after a pause.
    /// - Throws: `FleetError` `job_finished`, `state_conflict` (rejected).
    func resume(_ job: inout JobRow, cause: String, actor: String, in transaction: StoreTransaction) throws

    /// Decides about an intent whose outcome nobody could find out (`needs_review`): it was created as `remoteID`, or (nil) never was.
    /// - Throws: `FleetError` `permit_unknown`, `state_conflict` (rejected).
    func resolve(_ intent: IntentKey, remoteID: String?, actor: String, reason: String, in transaction: StoreTransaction) throws
}
