/// Makes new identifiers: sortable by time of making, unguessable in the rest.
public struct IdentifierSource: Sendable {
    private let clock: any FleetClock
    private let random: any RandomSource

    public init(clock: any FleetClock, random: any RandomSource) {
        self.clock = clock
        self.random = random
    }

    /// `prefix` + 26 characters of Crockford's base 32: 48 bits of milliseconds and 80 random bits, as ULID lays them out.
    public func make(_ prefix: String) -> String {
        let time = UInt64(truncatingIfNeeded: clock.wallTime().milliseconds) & 0xFFFF_FFFF_FFFF
        let high = random.next()
        let low = random.next()
        var text = Array(prefix.utf8)
        text.reserveCapacity(text.count + 26)
        for shift in stride(from: 45, through: 0, by: -5) { text.append(Self.digit(time >> UInt64(shift))) }
        for shift in stride(from: 35, through: 0, by: -5) { text.append(Self.digit(high >> UInt64(shift))) }
        for shift in stride(from: 35, through: 0, by: -5) { text.append(Self.digit(low >> UInt64(shift))) }
        return String(decoding: text, as: UTF8.self)
    }

    /// A number in 0..<1, for jitter.
    public func fraction() -> Double { random.fraction() }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static func digit(_ bits: UInt64) -> UInt8 { alphabet[Int(bits & 31)] }
}
