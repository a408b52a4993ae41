import FleetCore
import Persistence

/// Tells the world about jobs: status snapshots, events and history, as outbox rows of the same transaction. Implemented in Status.
///
/// Each call with a job raises its `revision` and writes the whole row (`transaction.update`), which is why the row is `inout`:
/// whoever changes a job sets its fields, calls the journal, and goes on with the row that came back.
public protocol JobJournal: Sendable {
    /// A job's state changed: raises its revision, writes the row, history and an event, and a snapshot at the end of the change.
    func moved(_ job: inout JobRow, from: JobState, cause: String, actor: String, in transaction: StoreTransaction) throws

    /// A stage's state changed: history and an event; `job.currentStage` and a snapshot at the end of the change follow. The stage's row is the caller's to write.
    func moved(_ stage: StageRow, of job: inout JobRow, from: StageState, cause: String, in transaction: StoreTransaction) throws

    /// Progress or the reason for waiting changed: a new snapshot, at most one per second and job for progress alone; the row is written always.
    func progressed(_ job: inout JobRow, in transaction: StoreTransaction) throws

    /// Anything else that the event topic should tell, such as `modelops.model.promoted`; `body` is JSON.
    func event(_ type: String, tenant: TenantName, subject: String, body: String, in transaction: StoreTransaction) throws
}
