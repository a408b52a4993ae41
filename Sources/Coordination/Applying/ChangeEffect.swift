import FleetCore
import Messaging

/// What a committed change means for what is kept in memory only: leases, deadlines, credit. Applied after COMMIT, in order.
public enum ChangeEffect: Sendable {
    /// Objects by what an inventory came to.
    public struct InventoryCounts: Sendable, Equatable {
        public var kept = 0
        public var retired = 0
        public var asked = 0
    }

    case dispatched(DispatchDeadlines.Key, SentTask, unansweredInRow: Int)
    /// Accepted, declined, cancelled or given up: the message is under way no more.
    case answered(DispatchDeadlines.Key, isAccepted: Bool)
    case declined(WorkerID)
    case leaseStarted(LeaseBook.Key, partition: Int32?)
    case leaseRenewed(LeaseBook.Key, partition: Int32?)
    case leaseEnded(LeaseBook.Key)
    /// The worker has a slot less, whether or not the execution is the one that counts.
    case acceptanceSaid(ExecutionID, by: WorkerID)
    /// The worker has a slot free, whether or not the outcome counts.
    case outcomeSaid(ExecutionID, by: WorkerID)
    case beaten(WorkerBeat, partition: Int32)
    case ignored(WorkTaskAction.IgnoreReason)
    /// Something is ready to be dispatched.
    case workReady
    /// What was ready, and could be sent for all that is known before the next effects, was dispatched in the change itself.
    case allGiven
    /// An inventory has judged a part of what lives at a provider.
    case inventory(InventoryCounts)
    /// A timer was set: the next due one may be earlier now.
    case timerSet

    /// Whether something may be dispatched now that could not be before.
    var mayMakeRoom: Bool {
        switch self {
        case .workReady, .beaten, .leaseEnded, .outcomeSaid, .answered: true
        case .allGiven, .timerSet, .dispatched, .declined, .leaseStarted, .leaseRenewed, .acceptanceSaid, .ignored, .inventory: false
        }
    }
}
