/// What is to be done about a failure. Only the disposition decides; nobody compares codes or texts.
public enum Disposition: String, Codable, Sendable, CaseIterable {
    /// May work if tried again: exponential backoff with jitter.
    case transient
    /// The other side asked for a pause: honour the given delay, then try again.
    case throttled
    /// Something around the task is missing or full, and a person must mend it: tried again for about an hour, ever more seldom.
    case blocked
    /// Will never work as it is: no retry.
    case permanent
    /// The input was refused: no retry, and whoever sent it must change it.
    case rejected
    /// Somebody else holds the right to go on: stop silently and record nothing.
    case fenced
    /// Stopped from outside before the end: give the work back, no failure counted.
    case interrupted
    /// This process cannot go on: it exits and its supervisor starts another.
    case fatal
    /// Our own mistake: loud, no retry.
    case bug

    /// Whether another attempt may follow.
    public var isRetryable: Bool {
        switch self {
        case .transient, .throttled, .blocked, .interrupted: true
        case .permanent, .rejected, .fenced, .fatal, .bug: false
        }
    }
}
