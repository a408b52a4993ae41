import FleetCore

/// What became of a chargeable call: the four cases that must never be taken for one another.
public enum CreateOutcome: Sendable, Equatable {
    /// The object is there.
    case created(FineTuningHandle)
    /// The call certainly never left: no connection, no name, no secure channel.
    case notSent(FleetError)
    /// The provider answered no: nothing was made.
    case refused(FleetError)
    /// The call left and no answer says what became of it: search, never create again.
    case unknown(FleetError)
}
