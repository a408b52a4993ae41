import FleetCore

/// How much of what was refused is kept.
public struct DeadLetterLimits: Sendable, Equatable {
    /// Letters of one tenant; the oldest go first.
    public var letters: Int
    /// Bytes of one tenant's letters.
    public var bytes: Int64
    /// As long as the topic keeps them.
    public var age: Duration

    public init(letters: Int = 10_000, bytes: Int64 = 256 << 20, age: Duration = .seconds(30 * 86_400)) {
        self.letters = letters
        self.bytes = bytes
        self.age = age
    }
}
