/// The hash by which Kafka's clients choose a partition for a key.
enum KeyHash {
    /// MurmurHash2 with Kafka's seed, without its sign.
    static func murmur2(_ key: String) -> UInt32 {
        var key = key
        return key.withUTF8 { murmur2(UnsafeRawBufferPointer($0)) } & 0x7FFF_FFFF
    }

    private static func murmur2(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let multiplier: UInt32 = 0x5BD1_E995
        var hash: UInt32 = 0x9747_B28C ^ UInt32(truncatingIfNeeded: bytes.count)
        let whole = bytes.count & ~3
        for start in stride(from: 0, to: whole, by: 4) {
            var word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)) &* multiplier
            word = (word ^ (word >> 24)) &* multiplier
            hash = (hash &* multiplier) ^ word
        }
        if bytes.count > whole {
            for (place, byte) in bytes[whole...].enumerated() { hash ^= UInt32(byte) << UInt32(8 * place) }
            hash = hash &* multiplier
        }
        hash = (hash ^ (hash >> 13)) &* multiplier
        return hash ^ (hash >> 15)
    }
}
