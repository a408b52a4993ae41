import FleetCore

/// What became of a record of a job topic, as far as it tells whether this release can do its work.
public enum IntakeOutcome: Sendable, Equatable {
    /// A document became a job, or was one already.
    case accepted
    /// A document that could be read was refused.
    case refused(FleetError.Code)
    /// It says nothing about the release: a command, a duplicate, bytes that cannot be read, a contradiction of the sender's.
    case neutral
}
