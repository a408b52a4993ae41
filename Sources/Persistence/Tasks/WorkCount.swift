import FleetCore

/// How many tasks of a kind wait and run: what autoscaling follows.
public struct WorkCount: Sendable, Equatable {
    public var queued = 0
    public var dispatched = 0
    public var accepted = 0
    public var snoozed = 0

    public init() {}
}
