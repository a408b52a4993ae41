import CCrypto

/// HMAC-SHA256, and comparison that takes the same time whatever differs.
public enum MessageAuthentication {
    public static func code(for message: [UInt8], key: [UInt8]) -> Digest {
        var result = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 32
        // An empty key is given by address as well: libcrypto takes NULL for "the key of before".
        let padded = key.isEmpty ? [0] : key
        guard HMAC(EVP_sha256(), padded, Int32(key.count), message, message.count, &result, &length) != nil, length == 32 else {
            preconditionFailure("HMAC: libcrypto has no HMAC-SHA256")
        }
        return Digest(result)
    }

    /// Whether a code belongs to a message, compared in constant time.
    public static func isValid(_ code: [UInt8], for message: [UInt8], key: [UInt8]) -> Bool {
        constantTimeEqual(code, self.code(for: message, key: key).bytes)
    }

    /// Equality whose time depends on the lengths only: for tokens, codes and digests of secrets.
    public static func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return left.isEmpty || CRYPTO_memcmp(left, right, left.count) == 0
    }
}
