import Glibc

/// The machine's own clocks: boot time (which counts suspension) and calendar time. One of the few places that read the world.
public struct SystemClock: FleetClock {
    public init() {}

    public func now() -> MonotonicInstant { MonotonicInstant(nanoseconds: Self.read(CLOCK_BOOTTIME)) }

    public func wallTime() -> Timestamp { Timestamp(milliseconds: Self.read(CLOCK_REALTIME) / 1_000_000) }

    public func sleep(until deadline: MonotonicInstant) async throws {
        let left = deadline - now()
        if left > .zero {
            try await Task.sleep(for: left, clock: .continuous)  // seam: the only sleep
        } else {
            try Task.checkCancellation()
        }
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var value = timespec()
        clock_gettime(clock, &value)  // seam: the only reading of the clocks
        return Int64(value.tv_sec) * 1_000_000_000 + Int64(value.tv_nsec)
    }
}
