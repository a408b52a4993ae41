import Synchronization

/// Parsers that are used again: a few, and none that has grown with a large document.
enum JSONTapePool {
    /// A tape has one owner at a time: whoever took it out, or the pool.
    private struct Spare: @unchecked Sendable { let tape: JSONTape }

    private static let most = 8
    private static let largestDocument = 64 * 1024
    private static let spares = Mutex<[Spare]>([])

    static func take(_ limits: JSONLimits) -> JSONTape {
        guard limits == .standard else { return JSONTape(limits: limits) }
        return spares.withLock { $0.popLast() }?.tape ?? JSONTape(limits: limits)
    }

    static func giveBack(_ tape: JSONTape, after bytes: Int) {
        guard tape.limits == .standard, bytes <= largestDocument else { return }
        let spare = Spare(tape: tape)
        spares.withLock { if $0.count < most { $0.append(spare) } }
    }
}
