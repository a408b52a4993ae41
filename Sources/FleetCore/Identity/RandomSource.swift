/// The only source of randomness, so that a simulation replays from its seed.
public protocol RandomSource: Sendable {
    /// 64 random bits.
    func next() -> UInt64
}

extension RandomSource {
    /// A number in 0..<1 with 53 random bits.
    public func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}
