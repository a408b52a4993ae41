/// A model that turns texts into vectors.
public protocol EmbeddingModel: Sendable {
    var name: String { get }

    /// One vector per text, in the same order, all of the same length.
    /// - Throws: `FleetError` with the endpoint's disposition; a missing vector is an error.
    func embed(_ texts: [String]) async throws -> [[Float]]
}
