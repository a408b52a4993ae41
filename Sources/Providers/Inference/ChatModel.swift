import FleetCore

/// A model that answers a conversation.
public protocol ChatModel: Sendable {
    /// How reports call it.
    var name: String { get }

    /// One answer to one conversation.
    /// - Throws: `FleetError` with the endpoint's disposition; an empty or malformed answer is an error, never an empty text.
    func complete(_ request: ChatRequest) async throws -> ChatAnswer
}

/// One turn of a conversation.
public struct ChatTurn: Codable, Sendable, Equatable {
    /// `system`, `user` or `assistant`.
    public var role: String
    public var content: String

    public init(role: String, content: String) {
        self.role = role
        self.content = content
    }
}
