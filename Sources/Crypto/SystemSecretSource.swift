import CCrypto

/// libcrypto's generator, seeded by the operating system.
public struct SystemSecretSource: SecretSource {
    public init() {}

    // seam: one of the places that read the world.
    public func bytes(_ count: Int) -> [UInt8] {
        precondition((1...1024).contains(count), "SystemSecretSource: 1...1024 bytes")
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { preconditionFailure("SystemSecretSource: the machine has no randomness") }
        return bytes
    }
}
