/// What became of one produced record.
struct DeliveryReport: Sendable {
    /// The number that the record was produced with.
    let ticket: UInt
    let partition: Int32
    let offset: Int64
    let failure: LibraryFailure?
    /// False where the library knows that the broker does not have it.
    let mayBeWritten: Bool

    /// Whether the broker has told where the record stands. Without an offset it may be nowhere although the library calls it delivered: the first
    /// batch for a new partition is refused for a moment, the one behind it is taken, and then the first one, sent again, counts as a duplicate
    /// of what was never written (seen with librdkafka 2.0.2 and Apache Kafka 4.3; the same answer as in librdkafka's issue 3712).
    var isWritten: Bool { failure == nil && offset >= 0 }
}
