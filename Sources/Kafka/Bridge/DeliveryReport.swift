/// What became of one produced record.
struct DeliveryReport: Sendable {
    /// The number that the record was produced with.
    let ticket: UInt
    let partition: Int32
    let offset: Int64
    let failure: LibraryFailure?
    /// False where the library knows that the broker does not have it.
    let mayBeWritten: Bool
}
