/// What became of one produced record.
struct DeliveryReport: Sendable {
    /// The number that the record was produced with.
    let ticket: UInt
    let partition: Int32
    let offset: Int64
    let failure: LibraryFailure?
    /// False where the library knows that the broker does not have it.
    let mayBeWritten: Bool

    /// Whether the broker has told where the record stands. Without an offset it may be nowhere although the library calls it delivered: a broker
    /// that knows nothing of this producer refuses a batch for a moment (its partition was made just now) and takes the one behind it, and the
    /// library counts the first as written because the second was. Seen with librdkafka 2.0.2 and Apache Kafka 4.3.
    var isWritten: Bool { failure == nil && offset >= 0 }
}
