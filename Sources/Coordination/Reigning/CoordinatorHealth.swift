import FleetCore
import Synchronization

/// What the coordinator suffers from now: readiness and waiting reasons tell it.
public final class CoordinatorHealth: Sendable {
    private struct State {
        var isReigning = false
        var troubles: [String: FleetError] = [:]
        var stopReason: FleetError?
    }

    private let state = Mutex(State())

    public init() {}

    /// Whether this coordinator is the active one.
    public var isReigning: Bool { state.withLock { $0.isReigning } }
    /// What fails now, by what was attempted.
    public var troubles: [String: FleetError] { state.withLock { $0.troubles } }
    /// Why it stopped for good.
    public var stopReason: FleetError? { state.withLock { $0.stopReason } }

    func reigns(_ reigning: Bool) { state.withLock { $0.isReigning = reigning } }
    func suffers(_ what: String, _ error: FleetError) { state.withLock { $0.troubles[what] = error } }
    func recovered(_ what: String) { state.withLock { $0.troubles[what] = nil } }
    func stopped(_ error: FleetError) { state.withLock { $0.stopReason = error } }
}
