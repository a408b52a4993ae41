import FleetCore

/// Ledger 5: an object as it lies in the store.
public struct ObjectEntry: Codable, Sendable, Equatable {
    public var key: String
    public var bytes: Int64
    /// SHA-256 of the bytes, computed by whoever listed them.
    public var sha256: String
    /// What a manifest names; empty for anything else.
    public var references: [ArtifactReference]
    /// Which of the planted texts stand in its bytes.
    public var leaks: [String]
    /// What it is, independent of attempt and execution: objects of one name must have the same bytes in every run. Nil: nobody knows.
    public var name: String?

    public init(key: String, bytes: Int64, sha256: String, references: [ArtifactReference] = [], leaks: [String] = [], name: String? = nil) {
        self.key = key
        self.bytes = bytes
        self.sha256 = sha256
        self.references = references
        self.leaks = leaks
        self.name = name
    }
}
