import FleetCore
import Messaging
import Persistence

/// Handles records of job topics: submissions and commands. Implemented by `JobIntake` in Intake.
public protocol JobIntaking: Sendable {
    /// Applies one record of a job topic in the transaction that records its offset; it may run more than once before the commit.
    /// A record that was handled before changes nothing. Never throws for what a sender wrote; an error that is thrown and that no
    /// further try can help sends the record to the dead letters.
    /// - Returns: what it tells about whether this release can do its work.
    func take(_ record: Record, in change: any JobControl) throws -> IntakeOutcome

    /// Refuses kept commands whose job did not come within the hour; called now and then.
    func sweep(in transaction: StoreTransaction) throws
}
