import FleetCore
import Synchronization

/// The clocks of a simulated process: monotonic time is everybody's, the calendar may be off.
public final class SimulationClock: FleetClock {
    private let scheduler: SimulationScheduler
    private let wallOffset: Duration
    private struct Owner { weak var node: SimulationNode? }
    private let owner = Mutex(Owner())
    /// 2026-01-01T00:00:00Z.
    private static let wallStart = Timestamp(milliseconds: 1_767_225_600_000)

    init(scheduler: SimulationScheduler, wallOffset: Duration) {
        self.scheduler = scheduler
        self.wallOffset = wallOffset
    }

    func belongs(to node: SimulationNode) { owner.withLock { $0.node = node } }

    public func now() -> MonotonicInstant { scheduler.now }

    public func wallTime() -> Timestamp { Self.wallStart.advanced(by: scheduler.elapsed + wallOffset) }

    public func sleep(until deadline: MonotonicInstant) async throws { try await wait(until: deadline, isFirm: false) }

    /// Waits also where the surrounding task was cancelled: for what is under way and comes back whatever happens.
    public func waitFirmly(for duration: Duration) async {
        // A firm wait throws nothing.
        try? await wait(until: now() + duration, isFirm: true)
    }

    private func wait(until deadline: MonotonicInstant, isFirm: Bool) async throws {
        guard let node = owner.withLock({ $0.node }) else { return }
        try await scheduler.sleep(until: deadline - SimulationScheduler.start, of: node, isFirm: isFirm)
    }
}
