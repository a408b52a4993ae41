import FleetCore

/// A clock that stands still: for what only needs a time to write down.
struct FixedClock: FleetClock {
    func now() -> MonotonicInstant { MonotonicInstant(nanoseconds: 1_000_000_000) }
    func wallTime() -> Timestamp { Timestamp(milliseconds: 1_767_225_600_000) }
    func sleep(until deadline: MonotonicInstant) async throws { try Task.checkCancellation() }

    static var identifiers: IdentifierSource { IdentifierSource(clock: FixedClock(), random: SeededRandom(seed: 7)) }
}
