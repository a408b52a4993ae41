import Glibc

/// Which addresses a client may connect to, decided on the resolved address right before the connection: a name cannot lead past it.
public struct AddressPolicy: Sendable {
    /// Loopback, link-local, private and other addresses that are not of the public internet.
    public var allowsPrivate: Bool

    /// - Parameter allowsPrivate: true for servers that the operator named; false for those that a job names.
    public init(allowsPrivate: Bool) { self.allowsPrivate = allowsPrivate }

    func allows(_ address: UnsafePointer<sockaddr>) -> Bool {
        if allowsPrivate { return true }
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { Self.isPublic(v4: UInt32(bigEndian: $0.pointee.sin_addr.s_addr)) }
        case AF_INET6:
            return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                withUnsafeBytes(of: pointer.pointee.sin6_addr) { Self.isPublic(v6: Array($0)) }
            }
        default: return false
        }
    }

    /// Outside the special-purpose blocks of RFC 6890 and its registry.
    static func isPublic(v4 address: UInt32) -> Bool {
        let blocks: [(UInt32, UInt32)] = [
            (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12), (0xC000_0000, 24),
            (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 3),
        ]
        return !blocks.contains { base, bits in address >> (32 - bits) == base >> (32 - bits) }
    }

    /// Global unicast only (2000::/3) without documentation, Teredo and 6to4; an IPv4 address inside counts as itself.
    static func isPublic(v6 bytes: [UInt8]) -> Bool {
        guard bytes.count == 16 else { return false }
        let isMapped = bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        let isTranslated = bytes[0..<12].elementsEqual([0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0])
        if isMapped || isTranslated { return isPublic(v4: bytes[12...].reduce(0) { $0 << 8 | UInt32($1) }) }
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        let first = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        let second = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        if first == 0x2001, second == 0x0DB8 || second < 0x0200 { return false }
        return first != 0x2002 && first != 0x3FFF
    }
}
