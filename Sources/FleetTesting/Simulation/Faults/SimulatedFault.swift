import FleetCore

/// What may happen to one call on a seam.
public enum SimulatedFault: Sendable, Equatable {
    /// It fails, and had no effect.
    case failBefore
    /// The process stands still so long; then the call fails, and had no effect.
    case failLate(Duration)
    /// It had its effect, and fails all the same: an answer that was lost.
    case failAfter
    /// It takes so long before its effect.
    case delayBefore(Duration)
    /// Its answer takes so long.
    case delayAfter(Duration)
    /// The process stands still before the effect.
    case pauseBefore(Duration)
    /// The process stands still when the effect has happened.
    case pauseAfter(Duration)
    /// The process dies before the effect.
    case crashBefore
    /// The process dies when the effect has happened.
    case crashAfter
    /// Refused for good: a record that the broker will never take, a create that the provider will not do, a row that cannot be written.
    case refuse
    /// Refused for now: the provider asks to come back after so long (creates only).
    case throttle(Duration)
    /// Acknowledged and not there (records only).
    case lose
    /// Its effect happens twice (records only).
    case duplicate
    /// Its body arrives as nonsense (records of tasks and results only).
    case garble

    /// Whether the call fails for now, and had no effect.
    var isFailure: Bool {
        switch self {
        case .failBefore, .failLate: true
        default: false
        }
    }
}
