import CCrypto

/// SHA-256, one-shot (`SHA256.digest(of:)`) or as a stream. Not `Sendable`: one owner feeds it.
public final class SHA256 {
    private let context: OpaquePointer

    public init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("SHA256: libcrypto has no SHA-256 or no memory")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    public func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        EVP_DigestUpdate(context, start, bytes.count)
    }

    public func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }
    public func update(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { update($0) } }

    /// The digest of everything so far; more may follow.
    public func digest() -> Digest {
        guard let copy = EVP_MD_CTX_new() else { preconditionFailure("SHA256: no memory") }
        defer { EVP_MD_CTX_free(copy) }
        var result = [UInt8](repeating: 0, count: 32)
        guard EVP_MD_CTX_copy_ex(copy, context) == 1, EVP_DigestFinal_ex(copy, &result, nil) == 1 else {
            preconditionFailure("SHA256: libcrypto refused to finish")
        }
        return Digest(result)
    }

    public static func digest(of bytes: UnsafeRawBufferPointer) -> Digest {
        let hash = SHA256()
        hash.update(bytes)
        return hash.digest()
    }

    public static func digest(of bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes { digest(of: $0) } }
    public static func digest(of text: String) -> Digest { digest(of: Array(text.utf8)) }
}
