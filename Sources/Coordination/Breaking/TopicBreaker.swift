import FleetCore

/// Decides for one job topic whether it is read on. Pure; time and outcomes are handed in.
///
///     closed  --enough different documents refused for one reason, and too few accepted-->  open
///     open    --the pause is over-->        probing
///     probing --a document is accepted-->   closed
///     probing --a document is refused-->    open
///
/// What counts is chosen so that it tells a bad release of ours from a bad sender:
/// - only documents that could be read count. Bytes that no release could read (not JSON, not UTF-8, too large, too deep, a broken envelope) are
///   their sender's fault, cost little to put aside, and must not block their neighbours;
/// - each different document counts once: a sender that repeats one message trips nothing;
/// - all for the same reason: many senders with faults of many kinds are no bad release;
/// - with a share of 1 a single accepted document in the window proves that the release can do its work.
public struct TopicBreaker: Sendable, Equatable {
    public enum State: Sendable, Equatable {
        case closed
        case open(until: MonotonicInstant)
        case probing
    }

    private struct Entry: Sendable, Equatable {
        var at: MonotonicInstant
        /// Nil: accepted.
        var reason: FleetError.Code?
        var document: UInt64
    }

    public let policy: BreakerPolicy
    public private(set) var state = State.closed
    /// Why it is not closed.
    public private(set) var reason: FleetError.Code?
    private var entries: [Entry] = []
    /// Outcomes looked at, at most: memory is bounded, whatever the window.
    private var entryLimit: Int { max(1024, policy.failures * 4) }

    public init(policy: BreakerPolicy) { self.policy = policy }

    /// Outcomes that are looked at.
    var remembered: Int { entries.count }

    /// Whether the next message may be taken in.
    public var allows: Bool {
        if case .open = state { return false }
        return true
    }

    /// A document was accepted.
    public mutating func accepted(at now: MonotonicInstant) {
        guard policy.failures > 0 else { return }
        if state == .probing {
            state = .closed
            reason = nil
            entries = []
        }
        keep(Entry(at: now, reason: nil, document: 0), now)
    }

    /// A document that could be read was refused.
    /// - Parameter document: the same for the same bytes.
    public mutating func refused(_ code: FleetError.Code, document: UInt64, at now: MonotonicInstant) {
        guard policy.failures > 0 else { return }
        if state == .probing { return trip(code, now) }
        keep(Entry(at: now, reason: code, document: document), now)
        let different = Set(entries.filter { $0.reason == code }.map(\.document)).count
        guard different >= policy.failures else { return }
        // Repetitions of a refused document say nothing more, so they are in no sum.
        let others = Set(entries.filter { $0.reason != nil && $0.reason != code }.map(\.document)).count
        let good = entries.filter { $0.reason == nil }.count
        if Double(different) >= policy.share * Double(different + others + good) { trip(code, now) }
    }

    /// Lets one message through where the pause is over.
    /// - Returns: whether it does.
    public mutating func wake(at now: MonotonicInstant) -> Bool {
        guard case .open(let until) = state, until <= now else { return false }
        state = .probing
        return true
    }

    /// Takes back a wake-up of which nothing came: the next look wakes it again.
    mutating func sleep() {
        if state == .probing { state = .open(until: MonotonicInstant(nanoseconds: .min)) }
    }

    private mutating func trip(_ code: FleetError.Code, _ now: MonotonicInstant) {
        state = .open(until: now + policy.pause)
        reason = code
        entries = []
    }

    private mutating func keep(_ entry: Entry, _ now: MonotonicInstant) {
        entries.append(entry)
        if entries.count > entryLimit * 2 { entries.removeFirst(entries.count - entryLimit) }
        // Old ones stand in front.
        if let first = entries.first, now - first.at > policy.window { entries.removeAll { now - $0.at > policy.window } }
    }
}
