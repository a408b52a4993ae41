/// The operating system's randomness. One of the few places that read the world.
public struct SystemRandom: RandomSource {
    public init() {}

    public func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()  // seam: the operating system's randomness
        return generator.next()
    }
}
