import FleetCore
import Messaging
import Persistence

/// Takes in what people write on job topics. Implemented by `JobIntake` in Intake.
public protocol JobIntaking: Sendable {
    /// Applies one record of a job topic in the transaction that records its offset: a job, a command, or a rejection with its dead letter.
    /// A record that was handled before changes nothing. Never throws for what a sender wrote.
    /// - Parameter cluster: the broker's cluster id, or the incarnation of a memory-only one.
    func take(_ record: Record, cluster: String, in transaction: StoreTransaction) throws

    /// Refuses kept commands whose job did not come within the hour; called now and then (once a minute is enough).
    func sweep(in transaction: StoreTransaction) throws
}
