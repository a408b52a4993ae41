import FleetCore
import Synchronization

/// What the starting thread found, for the caller that waits for it.
final class SpawnOutcome: Sendable {
    let errorNumber = Mutex<Int32>(0)
    let isKnown = Signal()
}
