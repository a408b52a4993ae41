/// An uploaded file at a provider.
public struct RemoteFile: Codable, Sendable, Hashable {
    public let id: String

    public init(id: String) { self.id = id }
}
