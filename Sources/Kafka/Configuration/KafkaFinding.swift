/// Something about the settings or the library that a person should know before it bites.
public struct KafkaFinding: Sendable, Equatable {
    /// A stable name in snake case.
    public let code: String
    public let message: String
    /// The next step, in the imperative.
    public let hint: String
}
