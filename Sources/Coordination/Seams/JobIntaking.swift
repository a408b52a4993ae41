import FleetCore
import Messaging
import Persistence

/// Handles records of job topics: submissions and commands. Implemented by `JobIntake` in Intake.
public protocol JobIntaking: Sendable {
    /// Reads a record, before the transaction that applies it.
    func read(_ record: Record) -> IntakeMessage

    /// Asks at once what taking these messages will ask of the store.
    func prefetch(_ messages: [IntakeMessage], in transaction: StoreTransaction) throws

    /// Applies one message of a job topic in the transaction that records its offset; it may run more than once before the commit.
    /// A message that was handled before changes nothing. Never throws for what a sender wrote; an error that is thrown and that no
    /// further try can help sends the record to the dead letters.
    /// - Returns: what it tells about whether this release can do its work.
    @discardableResult
    func take(_ message: IntakeMessage, in change: any JobControl) throws -> IntakeOutcome

    /// Refuses kept commands whose job did not come within the hour; called now and then.
    func sweep(in transaction: StoreTransaction) throws
}
