import FleetCore

/// A place in the list of dead letters.
public struct DeadLetterCursor: Sendable, Equatable {
    public let createdAt: Timestamp
    public let id: String

    public init(createdAt: Timestamp, id: String) {
        self.createdAt = createdAt
        self.id = id
    }
}
