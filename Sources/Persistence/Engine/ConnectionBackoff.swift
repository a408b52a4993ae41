import FleetCore

/// How often a connection is tried: twice as late after each failure in a row, up to ten seconds.
struct ConnectionBackoff {
    private let clock: any FleetClock
    private var failures = 0
    private var next: MonotonicInstant
    private var last: FleetError?

    init(clock: any FleetClock) {
        self.clock = clock
        next = clock.now()
    }

    /// Opens a connection, or repeats the last failure while it is too early for another try.
    mutating func open(_ make: () throws -> any SQLConnection) throws -> any SQLConnection {
        let left = next - clock.now()
        if let last, left > .zero {
            throw FleetError(last.code, last.disposition, last.message, hint: last.hint, retryAfter: left)
        }
        do {
            let connection = try make()
            failures = 0
            last = nil
            return connection
        } catch {
            failures += 1
            next = clock.now() + .milliseconds(min(10_000, 100 << min(failures, 7)))
            let cause = FleetError.wrapping(error, during: "opening the state store")
            last = cause
            throw cause
        }
    }
}
