import FleetCore

/// Decides about intents whose outcome nobody could find out; a change of state can do it where the permits' machine allows it.
public protocol PermitResolving {
    /// The remote object exists as `remoteID`, or (nil) was never created.
    /// - Throws: `FleetError` (rejected) where the permit is unknown or waits for no decision.
    func resolvePermit(_ intent: IntentKey, remoteID: String?, by actor: String, reason: String) throws
}
