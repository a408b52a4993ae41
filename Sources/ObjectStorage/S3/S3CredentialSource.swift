import Crypto

/// Where the keys of a storage come from: asked at the first request, and again when the storage knows them no more.
public protocol S3CredentialSource: Sendable {
    /// - Throws: `FleetError` that names the file or the variable.
    func credential() async throws -> AWSCredential
}

/// Keys that do not change.
public struct FixedS3Credential: S3CredentialSource {
    private let fixed: AWSCredential

    public init(_ credential: AWSCredential) { fixed = credential }

    public func credential() async throws -> AWSCredential { fixed }
}
