import FleetCore
import Messaging

/// What every change of state needs beside its transaction.
public struct ChangeSurroundings: Sendable {
    public let fleet: FleetID
    public let planner: any StagePlanning
    public let journal: any JobJournal
    public let codec: EnvelopeCodec
    public let clock: any FleetClock
    public let identifiers: IdentifierSource
    public let retry: RetryPolicy
    /// The pause before each search for a remote object whose creation is unknown.
    public let searchGrace: Duration
    /// How many lines of a job's log are kept.
    public let logLinesKept: Int
    let letters: DeadLetterDesk
    public let failpoints: Failpoints
    public let inventories: InventoryPlan

    public init(
        fleet: FleetID, planner: any StagePlanning, journal: any JobJournal, codec: EnvelopeCodec, clock: any FleetClock,
        identifiers: IdentifierSource, retry: RetryPolicy = RetryPolicy(), searchGrace: Duration = .seconds(60), logLinesKept: Int = 2000,
        letters: DeadLetterLimits = DeadLetterLimits(), inventories: InventoryPlan = InventoryPlan(), failpoints: Failpoints = .none
    ) {
        self.fleet = fleet
        self.planner = planner
        self.journal = journal
        self.codec = codec
        self.clock = clock
        self.identifiers = identifiers
        self.retry = retry
        self.searchGrace = searchGrace
        self.logLinesKept = logLinesKept
        self.letters = DeadLetterDesk(limits: letters, clock: clock)
        self.failpoints = failpoints
        self.inventories = inventories
    }
}
