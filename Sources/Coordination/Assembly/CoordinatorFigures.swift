import FleetCore
import Persistence

/// How much there is to do and how it goes, at one moment: for gauges and autoscaling.
public struct CoordinatorFigures: Sendable, Equatable {
    /// Tasks that wait and run, by kind.
    public var work: [WorkKind: WorkCount] = [:]
    /// How long the longest ready task of a kind has waited.
    public var oldestWaiting: [WorkKind: Duration] = [:]
    public var jobs: [JobState: Int] = [:]
    public var outbox: [OutboxState: Int] = [:]
    /// Dead letters about which nothing was done yet.
    public var newDeadLetters = 0
    /// Job topics that were ever left alone, and whether they are now.
    public var intakePaused: [String: Bool] = [:]
    public var workers: [WorkKind: Int] = [:]
    public var leases = 0
    /// Events that changed nothing, by reason, since the start.
    public var ignored: [WorkTaskAction.IgnoreReason: Int] = [:]
    /// Objects that inventories found at providers since the start.
    public var inventory = ChangeEffect.InventoryCounts()
    public var isReigning = false
    public var isCatchingUp = false

    public init() {}
}
