/// The only way to learn the time or to wait for it, so that the same loops run under a virtual clock.
public protocol FleetClock: Sendable {
    /// The monotonic time: for durations, leases and deadlines.
    func now() -> MonotonicInstant

    /// The calendar time: for storage and messages, never for deadlines.
    func wallTime() -> Timestamp

    /// Waits until `deadline` has passed.
    /// - Throws: `CancellationError` when the surrounding task is cancelled first.
    func sleep(until deadline: MonotonicInstant) async throws
}

extension FleetClock {
    /// Waits for `duration`.
    /// - Throws: `CancellationError` when the surrounding task is cancelled first.
    public func sleep(for duration: Duration) async throws {
        try await sleep(until: now() + duration)
    }
}
