/// An immutable object: where it lies and what its bytes must hash to.
public struct ArtifactReference: Codable, Sendable, Hashable {
    /// The key under the fleet's artifact store, such as `jobs/JOB/TASK/1-exec_…/rows.jsonl`.
    public let key: String
    /// SHA-256 of the bytes, 64 hexadecimal digits in lower case.
    public let sha256: String
    /// Size in bytes.
    public let bytes: Int64

    public init(key: String, sha256: String, bytes: Int64) {
        self.key = key
        self.sha256 = sha256
        self.bytes = bytes
    }
}
