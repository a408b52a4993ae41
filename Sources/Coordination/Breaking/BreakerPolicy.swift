import FleetCore

/// When a job topic is given a pause instead of being drained into the dead letters.
public struct BreakerPolicy: Sendable, Equatable {
    /// So many different documents refused for one reason; 0: never.
    public var failures: Int
    /// Their share of all documents in the window that were accepted or refused, above 0 and at most 1; 1: not a single good one between them.
    public var share: Double
    /// How far back is looked.
    public var window: Duration
    /// How long the topic is left alone before one message is tried.
    public var pause: Duration

    public init(failures: Int = 50, share: Double = 1, window: Duration = .seconds(60), pause: Duration = .seconds(30)) {
        self.failures = failures
        self.share = share
        self.window = window
        self.pause = pause
    }
}
