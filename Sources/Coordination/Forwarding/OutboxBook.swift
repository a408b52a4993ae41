import FleetCore
import Persistence
import Synchronization

/// How far the outbox is read and what of it is under way, for the tasks of a round: `OutboxSchedule` under a lock, with the clock.
///
/// The lock is taken outside of asynchronous code: the older toolchain (6.0.3) does not survive it there.
final class OutboxBook: Sendable {
    private struct State {
        var schedule = OutboxSchedule()
        /// The number of the newest row that was read.
        var cursor: Int64 = 0
        var lookedFromStartAt: MonotonicInstant?
        /// Whether a round is under way, or was broken off.
        var isUnsettled = false
        /// Nothing got through the last time: a few rows find out whether it is over.
        var isProbing = false

        func isOverdue(_ now: MonotonicInstant) -> Bool { lookedFromStartAt.map { now - $0 >= OutboxBook.fullLook } ?? true }

        mutating func lookFromStart(_ now: MonotonicInstant) {
            cursor = 0
            lookedFromStartAt = now
        }
    }

    private let clock: any FleetClock
    private let state = Mutex(State())
    private static let fullLook = Duration.seconds(30)
    private static let pauses = RetryPolicy(maximumFailures: .max, baseSeconds: 0.5, ceilingSeconds: 10)

    init(clock: any FleetClock) { self.clock = clock }

    /// Begins a round.
    /// - Returns: whether this round only finds out whether the broker is back.
    func begin() -> Bool {
        let now = clock.now()
        return state.withLock { state in
            let isAwake = state.schedule.wake(now: now)
            if state.isUnsettled || state.isProbing || isAwake || state.isOverdue(now) {
                state.schedule.begin()
                state.lookFromStart(now)
            }
            state.isUnsettled = true
            return state.isProbing
        }
    }

    /// Ends a round.
    /// - Parameter isInVain: there were failures, and nothing got through.
    func end(isInVain: Bool) {
        state.withLock { state in
            // A probe reads no further than its few rows: what follows begins from the start.
            state.isUnsettled = state.isProbing
            state.isProbing = isInVain
            if isInVain { state.schedule.wakeAll() }
        }
    }

    /// Whether more rows are worth reading.
    var hasRoom: Bool { state.withLock { [now = clock.now()] in $0.schedule.hasRoom(now: now) } }

    /// The number of the newest row that was read: the next are behind it.
    var cursor: Int64 { state.withLock { $0.cursor } }

    /// The rows that leave now, in companies.
    func next() -> [[OutboxRow]] { state.withLock { [now = clock.now()] in $0.schedule.next(now: now) } }

    /// What rested or was passed over is read again, in the round that goes on; now and then everything is.
    func wake() {
        let now = clock.now()
        state.withLock { state in
            guard state.schedule.wake(now: now) || state.isOverdue(now) else { return }
            state.schedule.lookFromStart()
            state.lookFromStart(now)
        }
    }

    /// Rows were read, in the order of their numbers.
    func take(_ rows: [OutboxRow]) {
        let now = clock.now()
        state.withLock { state in
            state.schedule.take(rows, now: now)
            state.cursor = max(state.cursor, rows.last?.id ?? 0)
        }
    }

    /// The broker has the rows, or they are put aside.
    func arrived(_ rows: [OutboxRow]) { state.withLock { state in for row in rows { state.schedule.arrived(row) } } }

    /// The rows are marked: they will not be read again.
    func settled(_ rows: [OutboxRow]) { state.withLock { state in for row in rows { state.schedule.settled(row) } } }

    /// A row did not get through: its place rests, for longer each time, and no shorter than `least`.
    /// - Parameter jitter: 0 to 1.
    /// - Returns: how often in a row the place has failed.
    func failed(_ row: OutboxRow, jitter: Double, pausing least: Duration) -> Int {
        let now = clock.now()
        return state.withLock { state in
            state.schedule.failed(row, now: now) { max(Self.pauses.delay(afterFailure: $0, jitter: jitter), least) }
        }
    }
}
