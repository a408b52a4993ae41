import Synchronization

/// A first-in first-out queue with a bound: `offer` refuses when full, `send` waits, `next` waits when empty. One reader, any number of writers.
public final class BoundedChannel<Element: Sendable>: Sendable {
    private struct State {
        var buffer: [Element] = []
        var head = 0
        var isClosed = false
        var count: Int { buffer.count - head }
    }

    private let state = Mutex(State())
    private let readable = Wakeup()
    private let writable = Wakeup()
    private let capacity: Int

    /// - Parameter capacity: elements held at most; at least 1.
    public init(capacity: Int) {
        precondition(capacity > 0, "BoundedChannel: the capacity is at least 1")
        self.capacity = capacity
    }

    public var count: Int { state.withLock { $0.count } }

    /// Puts an element in, or answers false when the channel is full or closed. Callable from any thread.
    @discardableResult
    public func offer(_ element: Element) -> Bool {
        let accepted = state.withLock { state -> Bool in
            guard !state.isClosed, state.count < capacity else { return false }
            state.buffer.append(element)
            return true
        }
        if accepted { readable.ring() }
        return accepted
    }

    /// Puts an element in, waiting for room. One sender waits at a time.
    /// - Throws: `CancellationError` when cancelled, or `FleetError` `channel_closed` (interrupted).
    public func send(_ element: Element) async throws {
        while !offer(element) {
            if state.withLock({ $0.isClosed }) { throw FleetError("channel_closed", .interrupted, "the channel was closed") }
            try await writable.wait()
        }
    }

    /// The next element; nil when the channel is closed and empty.
    /// - Throws: `CancellationError` when the surrounding task is cancelled first.
    public func next() async throws -> Element? {
        while true {
            switch takeOne() {
            case .element(let element): return element
            case .closed: return nil
            case .empty: try await readable.wait()
            }
        }
    }

    /// All that is there now, at most `limit`; empty when nothing is.
    public func drain(limit: Int = .max) -> [Element] {
        var taken: [Element] = []
        while taken.count < limit, case .element(let element) = takeOne() { taken.append(element) }
        return taken
    }

    /// Refuses what comes after; what is inside can still be read.
    public func close() {
        state.withLock { $0.isClosed = true }
        readable.ring()
        writable.ring()
    }

    private enum Taken { case element(Element), empty, closed }

    private func takeOne() -> Taken {
        let taken = state.withLock { state -> Taken in
            guard state.count > 0 else { return state.isClosed ? .closed : .empty }
            let element = state.buffer[state.head]
            state.head += 1
            if state.head > 64, state.head * 2 > state.buffer.count {
                state.buffer.removeFirst(state.head)
                state.head = 0
            }
            return .element(element)
        }
        if case .element = taken { writable.ring() }
        return taken
    }
}
