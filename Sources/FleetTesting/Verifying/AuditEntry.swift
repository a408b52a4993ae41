import Crypto

/// A link of a tenant's audit chain: what was written down, and the digests that tie it to the one before.
public struct AuditEntry: Codable, Sendable, Equatable {
    public var tenant: String
    /// From 1, without gaps.
    public var sequence: Int64
    /// What the digest is made of, beside the previous digest, in the order of hashing.
    public var inputs: [String]
    /// The digest of the entry before; empty for the first.
    public var previous: String
    public var digest: String

    public init(tenant: String, sequence: Int64, inputs: [String], previous: String, digest: String) {
        self.tenant = tenant
        self.sequence = sequence
        self.inputs = inputs
        self.previous = previous
        self.digest = digest
    }

    /// The digest that the entry must have: SHA-256 over the previous digest and the inputs, each with its length before it.
    public static func digest(previous: String, inputs: [String]) -> String {
        let hash = SHA256()
        for part in [previous] + inputs { hash.update(Array("\(part.utf8.count):\(part)".utf8)) }
        return hash.digest().hex
    }
}
