import FleetCore

/// An object in the making. One task uses it; either `finish` or `abandon` ends it.
public protocol ObjectWriter: Sendable {
    func write(_ bytes: [UInt8]) async throws

    /// Makes the object durable and visible, and tells its digest and size.
    /// - Throws: `FleetError` `object_exists` (permanent) when the key has other bytes.
    func finish() async throws -> ArtifactReference

    /// Drops what was written; does nothing after `finish`.
    func abandon() async
}
