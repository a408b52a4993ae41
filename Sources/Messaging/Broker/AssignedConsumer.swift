import FleetCore

/// Reads partitions that it assigns itself, without any group: the coordinator's topics, and control.
public protocol AssignedConsumer: Sendable {
    /// Replaces what is read: each partition from its offset on.
    func assign(_ positions: [TopicPartition: StartPosition]) async throws

    /// The next batch of records in partition order, at most `limit`; waits until there is one or more, nil after `close`. One reader.
    func next(limit: Int) async throws -> AssignedEvent?

    /// Closes at once.
    func close(within deadline: Duration) async
}

/// Where reading starts.
public enum StartPosition: Sendable, Equatable {
    case offset(Int64)
    case earliest
    /// After the last record that is there at the moment of the assignment.
    case end
}

/// What a self-assigned consumer tells.
public enum AssignedEvent: Sendable {
    case records([Record])
    /// The asked offset is not there any more (retention, re-created topic): reading of this partition has stopped until it is assigned anew.
    case outOfRange(TopicPartition)
}
