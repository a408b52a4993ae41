import FleetCore

/// Where a record was written.
public struct Delivery: Sendable, Equatable {
    public let source: TopicPartition
    public let offset: Int64

    public init(source: TopicPartition, offset: Int64) {
        self.source = source
        self.offset = offset
    }
}

/// Writes records, idempotently and acknowledged by all replicas in sync; bounded in flight.
public protocol RecordProducer: Sendable {
    /// Writes one record and waits for its acknowledgement. Records to one partition keep the order of the calls' starts.
    /// - Throws: `FleetError`. `transient` after a time-out means that it is unknown whether the record was written;
    ///   `permanent` means that this record can never be written (too large, unknown topic, not authorised).
    func send(_ record: OutgoingRecord) async throws -> Delivery

    /// Writes several records in order, all in flight at once; one result each, in the same order.
    func send(all records: [OutgoingRecord]) async -> [Result<Delivery, FleetError>]

    /// Waits for what is in flight, then closes; what is not acknowledged by the deadline is reported as unknown to its sender.
    func close(within deadline: Duration) async
}
