import FleetCore

/// What a test lets happen to one record on its way into an `InMemoryBroker`.
public enum ProduceFault: Sendable {
    /// Written and acknowledged.
    case none
    /// Acknowledged, and not there: what an unclean leader election does.
    case lost
    /// Written twice, acknowledged once.
    case duplicated
    /// Written at once; the acknowledgement comes after this time on the broker's clock.
    case acknowledgedAfter(Duration)
    /// Not written; the sender gets this error.
    case failedBefore(FleetError)
    /// Written; the sender gets this error all the same.
    case failedAfter(FleetError)
}
