import FleetCore

/// The times and places of a worker process. Every process of a fleet has the same lease.
public struct WorkerSettings: Sendable, Equatable {
    public var fleet: FleetID
    /// How the machine or pod is called, for people.
    public var host: String
    /// The release that runs.
    public var version: String
    /// How long an execution may go on after its last renewal; beats go every third of it.
    public var lease: Duration
    /// A message waits at most this long for a slot before it is declined.
    public var hold: Duration
    /// Progress and log lines go with a beat of their own after this time.
    public var newsInterval: Duration
    /// What executions get to end by themselves when the process drains.
    public var drainGrace: Duration
    /// What is left afterwards to say the last words; with `drainGrace` inside the supervisor's own grace period.
    public var flushLimit: Duration

    public init(
        fleet: FleetID, host: String, version: String, lease: Duration = .seconds(30), hold: Duration = .seconds(1),
        newsInterval: Duration = .seconds(2), drainGrace: Duration = .seconds(20), flushLimit: Duration = .seconds(5)
    ) {
        self.fleet = fleet
        self.host = host
        self.version = version
        self.lease = lease
        self.hold = hold
        self.newsInterval = newsInterval
        self.drainGrace = drainGrace
        self.flushLimit = flushLimit
    }
}
