import FleetCore
import Synchronization

/// What was read and not yet taken: bounded by count and bytes. One reader; the poll thread is the only writer.
/// It never refuses: the writer asks for the level after each batch, which is small against the bounds, and pauses fetching above the upper one.
final class ConsumerBuffer: Sendable {
    enum Level { case low, middle, full }

    enum Ending: Sendable {
        case closed
        case failed(FleetError)
    }

    private struct State {
        var items: [ConsumerItem] = []
        var head = 0
        var bytes = 0
        var ending: Ending?
        var count: Int { items.count - head }
    }

    private let state = Mutex(State())
    private let readable = Wakeup()
    private let maximumCount: Int
    private let maximumBytes: Int

    init(maximumCount: Int, maximumBytes: Int) {
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
    }

    var level: Level { state.withLock { level(of: $0) } }

    private func level(of state: State) -> Level {
        if state.count >= maximumCount || state.bytes >= maximumBytes { return .full }
        return state.count <= maximumCount / 2 && state.bytes <= maximumBytes / 2 ? .low : .middle
    }

    func append(_ item: ConsumerItem) { append([item]) }

    /// Rings once, however many there are: each ring wakes the reader.
    func append(_ items: [ConsumerItem]) {
        let size = items.reduce(0) { $0 + $1.size }
        state.withLock { state in
            guard state.ending == nil else { return }
            state.items += items
            state.bytes += size
        }
        readable.ring()
    }

    /// The partitions are gone: what was not taken of them is dropped. An assignment that nobody saw is dropped with it;
    /// one that was seen is followed by `revoked`.
    func revoke() {
        state.withLock { state in
            guard state.ending == nil else { return }
            let unread = state.items[state.head...].filter { !$0.isRecord }
            var kept: [ConsumerItem] = []
            // What may stand here unread: an old `revoked`, and after it at most one `assigned`.
            if case .revoked = unread.first { kept = [.revoked] }
            let sawAssignment = !unread.contains { if case .assigned = $0 { true } else { false } }
            if kept.isEmpty, sawAssignment { kept = [.revoked] }
            state.items = kept
            state.head = 0
            state.bytes = kept.reduce(0) { $0 + $1.size }
        }
        readable.ring()
    }

    /// Drops everything unread.
    func clear() {
        state.withLock { state in
            state.items = []
            state.head = 0
            state.bytes = 0
        }
    }

    /// No more comes; what is unread is dropped too, except after a failure, which the reader meets after the rest.
    func end(_ ending: Ending) {
        state.withLock { state in
            if case .closed = ending {
                state.items = []
                state.head = 0
                state.bytes = 0
                state.ending = ending
            } else if state.ending == nil {
                state.ending = ending
            }
        }
        readable.ring()
    }

    /// Takes up to `limit` items without waiting; true when this crossed the lower bound, so that fetching may go on.
    func take(limit: Int) -> (items: [ConsumerItem], crossedLow: Bool) { take { state in min(limit, state.count) } }

    /// Takes up to `limit` records in a row, or the one item that stands before the next record.
    func takeRun(limit: Int) -> (items: [ConsumerItem], crossedLow: Bool) {
        take { state in
            let run = state.items[state.head...].prefix(limit).prefix { if case .record = $0 { true } else { false } }.count
            return run > 0 ? run : min(1, state.count)
        }
    }

    private func take(_ count: (State) -> Int) -> (items: [ConsumerItem], crossedLow: Bool) {
        state.withLock { state in
            let before = level(of: state)
            let count = count(state)
            guard count > 0 else { return ([], false) }
            let taken = Array(state.items[state.head..<state.head + count])
            state.head += count
            state.bytes -= taken.reduce(0) { $0 + $1.size }
            if state.head == state.items.count || state.head > 1024 {
                state.items.removeFirst(state.head)
                state.head = 0
            }
            return (taken, before != .low && level(of: state) == .low)
        }
    }

    /// How it ended, if it did and nothing is left.
    var ending: Ending? { state.withLock { $0.count == 0 ? $0.ending : nil } }

    /// Waits until there may be something.
    func wait() async throws { try await readable.wait() }
}
