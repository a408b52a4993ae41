/// Chooses a partition from a key as the Java client and `partitioner=murmur2_random` do, so that all clients agree.
public enum KeyPartitioner {
    /// The partition of `key` in a topic of `count` partitions; `count` is at least 1.
    public static func partition(for key: [UInt8], count: Int32) -> Int32 {
        Int32(bitPattern: murmur2(key) & 0x7fff_ffff) % max(count, 1)
    }

    /// MurmurHash2 (Austin Appleby), 32 bits, little endian, with the seed that Kafka uses.
    public static func murmur2(_ bytes: [UInt8]) -> UInt32 {
        let multiplier: UInt32 = 0x5bd1_e995
        var hash: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: bytes.count)
        var index = 0
        while index + 4 <= bytes.count {
            var word = UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16 | UInt32(bytes[index + 3]) << 24
            word = word &* multiplier
            word ^= word >> 24
            word = word &* multiplier
            hash = (hash &* multiplier) ^ word
            index += 4
        }
        if index < bytes.count {
            for (position, byte) in bytes[index...].enumerated() { hash ^= UInt32(byte) << UInt32(8 * position) }
            hash = hash &* multiplier
        }
        hash ^= hash >> 13
        hash = hash &* multiplier
        return hash ^ (hash >> 15)
    }
}
