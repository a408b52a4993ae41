import FleetCore

/// Who reigns.
public struct LeadershipRow: Sendable, Equatable {
    /// Term 0 is the time before the first reign.
    public let term: Term
    public let holder: String
    /// Grows with every heartbeat of the reign.
    public let beats: Int64
    /// The holder's calendar time of the last heartbeat, for people: never a deadline.
    public let updatedAt: Timestamp
}
