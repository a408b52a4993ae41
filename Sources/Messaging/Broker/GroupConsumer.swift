import FleetCore

/// What a group consumer tells, in order: records arrive only between an `assigned` and the next `revoked`.
public enum GroupEvent: Sendable {
    /// These partitions, and no others, are owned now. `generation` grows with every assignment of the group that this member sees.
    case assigned([TopicPartition], generation: Int32)
    /// All partitions were taken away (eager rebalance); offsets that are not committed yet belong to the next owner.
    case revoked
    /// One or more, in the order of each partition.
    case records([Record])
}

/// A member of a consumer group on task topics. It keeps polling on its own thread whatever the reader does; its buffer is bounded.
public protocol GroupConsumer: Sendable {
    /// The next event, with at most `limit` records; waits until there is one, nil after `close`. One reader.
    func next(limit: Int) async throws -> GroupEvent?

    /// Commits offsets (each the next one to be read) of partitions owned now; others are left out silently.
    /// - Throws: `FleetError`, `fenced` when the group has moved on.
    func commit(_ offsets: [TopicPartition: Int64]) async throws

    /// The latest generation of the group that this member has seen.
    var generation: Int32 { get }

    /// Leaves the group and closes.
    func close(within deadline: Duration) async
}
