import FleetCore
import Synchronization

/// What was read and not yet taken: bounded by count and bytes. One reader; the poll thread is the only writer.
/// It never refuses: the writer asks whether there is room before each batch, and batches are small against the bounds.
final class ConsumerBuffer: Sendable {
    enum Ending: Sendable {
        case closed
        case failed(FleetError)
    }

    private struct State {
        var items: [ConsumerItem] = []
        var head = 0
        var count = 0
        var bytes = 0
        /// From the moment that a bound is reached until half of it is free again.
        var isFilled = false
        var ending: Ending?

        /// Steps over the first item. Its place is emptied: a reader behind a long backlog never empties the list.
        mutating func pass() -> ConsumerItem {
            let item = items[head]
            items[head] = .revoked
            head += 1
            return item
        }

        mutating func replace(with kept: [ConsumerItem]) {
            items = kept
            head = 0
            count = kept.reduce(0) { $0 + $1.count }
            bytes = kept.reduce(0) { $0 + $1.size }
        }
    }

    private let state = Mutex(State())
    private let readable = Wakeup()
    private let maximumCount: Int
    private let maximumBytes: Int

    init(maximumCount: Int, maximumBytes: Int) {
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
    }

    /// Not again before it is half empty: the writer would be woken for each batch that is taken out of a full buffer otherwise.
    var hasRoom: Bool { state.withLock { !$0.isFilled } }

    /// Looks again at the bounds. True where there is room by now and was none before.
    private func measure(_ state: inout State) -> Bool {
        if !state.isFilled {
            state.isFilled = state.count >= maximumCount || state.bytes >= maximumBytes
        } else if state.count <= maximumCount / 2, state.bytes <= maximumBytes / 2 {
            state.isFilled = false
            return true
        }
        return false
    }

    /// Rings once for all records of an item: each ring wakes the reader.
    func append(_ item: ConsumerItem) {
        let size = item.size
        state.withLock { state in
            guard state.ending == nil else { return }
            state.items.append(item)
            state.count += item.count
            state.bytes += size
            _ = measure(&state)
        }
        readable.ring()
    }

    /// The partitions are gone: what was not taken of them is dropped. An assignment that nobody saw is dropped with it;
    /// one that was seen is followed by `revoked`.
    func revoke() {
        state.withLock { state in
            guard state.ending == nil else { return }
            let unread = state.items[state.head...].filter { !$0.isOfPartition }
            var kept: [ConsumerItem] = []
            // What may stand here unread: an old `revoked`, and after it at most one `assigned`.
            if case .revoked = unread.first { kept = [.revoked] }
            let sawAssignment = !unread.contains { if case .assigned = $0 { true } else { false } }
            if kept.isEmpty, sawAssignment { kept = [.revoked] }
            state.replace(with: kept)
            _ = measure(&state)
        }
        readable.ring()
    }

    /// Drops everything unread.
    func clear() {
        state.withLock { state in
            state.replace(with: [])
            _ = measure(&state)
        }
    }

    /// No more comes; what is unread is dropped too, except after a failure, which the reader meets after the rest.
    func end(_ ending: Ending) {
        state.withLock { state in
            if case .closed = ending {
                state.replace(with: [])
                state.ending = ending
            } else if state.ending == nil {
                state.ending = ending
            }
        }
        readable.ring()
    }

    /// Takes the next item without waiting: records that stand together, at most `limit`, or one of the others. The flag says that there is
    /// room again where there was none, so that the writer may go on.
    func take(limit: Int) -> (item: ConsumerItem?, hasRoomAgain: Bool) {
        state.withLock { state in
            guard state.head < state.items.count else { return (nil, false) }
            let item = takeFirst(&state, limit)
            state.count -= item.count
            state.bytes -= item.size
            if state.head == state.items.count || state.head > 1024 {
                state.items.removeFirst(state.head)
                state.head = 0
            }
            return (item, measure(&state))
        }
    }

    private func takeFirst(_ state: inout State, _ limit: Int) -> ConsumerItem {
        guard case .records(var taken) = state.items[state.head] else { return state.pass() }
        if taken.count > limit {
            state.items[state.head] = .records(Array(taken[limit...]))
            taken.removeLast(taken.count - limit)
            return .records(taken)
        }
        _ = state.pass()
        while state.head < state.items.count, case .records(let more) = state.items[state.head], taken.count + more.count <= limit {
            taken += more
            _ = state.pass()
        }
        return .records(taken)
    }

    /// How it ended, if it did and nothing is left.
    var ending: Ending? { state.withLock { $0.head == $0.items.count ? $0.ending : nil } }

    /// Waits until there may be something.
    func wait() async throws { try await readable.wait() }
}
