import FleetCore

/// What the active coordinator has counted since it started.
public struct FleetCounts: Sendable, Equatable {
    public var dispatches: [WorkKind: Int] = [:]
    /// Tasks that a full worker sent back.
    public var declines = 0
    public var expiredLeases = 0
    public var unansweredDispatches = 0
}
