/// Where a message of the outbox is; one that was sent is deleted.
public enum OutboxState: String, Sendable, CaseIterable, SQLColumn {
    /// To be forwarded.
    case unsent
    /// Cannot be sent as it is; kept for a person.
    case parked
}
