import FleetCore

/// `materialize` of a job document.
public struct MaterializeSettings: Codable, Sendable, Equatable {
    public var views: [String]
    public var embeddings: MaterializeInput.Embeddings?
}
