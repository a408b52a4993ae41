import FleetCore
import JSON
import Messaging

/// How an execution ended without an error: the compiler checks that each end is handled.
public enum TaskOutcome: Sendable {
    /// Done; a planning task also names the tasks that its stage gets.
    case completed(output: JSONValue, spawned: [SpawnedTask])
    /// Come back after `delay`: no failure counted, no slot held.
    case snoozed(Duration, checkpoint: JSONValue?)
    /// Stopped before the end: given back, no failure counted.
    case interrupted(checkpoint: JSONValue?)
    /// A chargeable call was certainly not sent, or refused for certain.
    case notSent(FleetError)
    /// The search for the remote object of an intent found nothing.
    case searchedInVain
}
