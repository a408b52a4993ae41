import FleetCore

/// What a verification of a tenant's history came to.
public struct HistoryFinding: Sendable, Equatable {
    /// The chain's end when the verification began; nil where nothing was ever recorded.
    public let head: HistoryHeadRow?
    /// Records that were found right.
    public internal(set) var verified: Int64 = 0
    /// The number of the last of them: a verification that is not complete goes on behind it.
    public internal(set) var through: Int64 = 0
    /// Whether everything up to the head was looked at, or a fault was found.
    public internal(set) var isComplete = false
    /// The first thing that is wrong; nil: all that was looked at is as it was written.
    public internal(set) var fault: HistoryFault?

    init(head: HistoryHeadRow?) { self.head = head }
}
