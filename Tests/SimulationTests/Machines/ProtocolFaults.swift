/// What may still go wrong in a world; each is used up when it happens.
struct ProtocolFaults: OptionSet, Hashable, Sendable, CustomStringConvertible {
    let rawValue: UInt16

    static let crash = ProtocolFaults(rawValue: 1 << 0)
    static let pause = ProtocolFaults(rawValue: 1 << 1)
    static let rebalance = ProtocolFaults(rawValue: 1 << 2)
    /// The provider does what it is asked; the answer does not arrive.
    static let lostAnswer = ProtocolFaults(rawValue: 1 << 3)
    static let duplicatePublish = ProtocolFaults(rawValue: 1 << 4)
    static let lostControl = ProtocolFaults(rawValue: 1 << 5)
    /// A standby begins a new reign: what was in memory only is gone.
    static let takeover = ProtocolFaults(rawValue: 1 << 6)
    /// The worker cannot tell whether the broker has its acceptance, and it does not have it.
    static let acceptLost = ProtocolFaults(rawValue: 1 << 7)
    /// The worker cannot tell whether the broker has its acceptance, and it has.
    static let acceptUnknown = ProtocolFaults(rawValue: 1 << 8)
    static let cancel = ProtocolFaults(rawValue: 1 << 9)
    /// The provider does not list an object yet that it has made.
    static let lateListing = ProtocolFaults(rawValue: 1 << 10)

    static let all: ProtocolFaults = [
        .crash, .pause, .rebalance, .lostAnswer, .duplicatePublish, .lostControl, .takeover, .acceptLost, .acceptUnknown, .cancel, .lateListing,
    ]

    static let each: [ProtocolFaults] = (0..<11).map { ProtocolFaults(rawValue: 1 << $0) }

    private static let names = [
        "crash", "pause", "rebalance", "lost answer", "duplicate publish", "lost control", "takeover", "accept lost", "accept unknown", "cancel",
        "late listing",
    ]

    var description: String {
        let named = Self.names.enumerated().filter { rawValue & (1 << $0.offset) != 0 }.map(\.element)
        return named.isEmpty ? "no fault" : named.joined(separator: ", ")
    }
}
