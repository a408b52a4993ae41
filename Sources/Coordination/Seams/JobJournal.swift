import FleetCore
import Persistence

/// Tells the world about jobs: status snapshots, events and history, as outbox rows of the same transaction. Implemented in Status.
public protocol JobJournal: Sendable {
    /// A job's state changed: raises its revision, writes history, the new snapshot and an event.
    func moved(_ job: JobRow, from: JobState, cause: String, actor: String, in transaction: StoreTransaction) throws

    /// A stage's state changed: history and an event; the job's snapshot follows when its `stage` field changes with it.
    func moved(_ stage: StageRow, of job: JobRow, from: StageState, cause: String, in transaction: StoreTransaction) throws

    /// Progress or the reason for waiting changed: a new snapshot, at most one per second and job.
    func progressed(_ job: JobRow, in transaction: StoreTransaction) throws

    /// Anything else that the event topic should tell, such as a model's promotion.
    func event(_ type: String, tenant: TenantName, subject: String, body: String, in transaction: StoreTransaction) throws
}
