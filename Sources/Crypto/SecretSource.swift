/// Where unguessable bytes come from; a simulation hands in its own.
public protocol SecretSource: Sendable {
    /// - Parameter count: bytes, 1...1024.
    func bytes(_ count: Int) -> [UInt8]
}

extension SecretSource {
    /// A token of 256 random bits: `prefix` and 64 hexadecimal digits.
    public func token(prefix: String = "") -> String { prefix + Hexadecimal.encode(bytes(32)) }
}
