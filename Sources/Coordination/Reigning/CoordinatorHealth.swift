import FleetCore
import Synchronization

/// What the coordinator suffers from now: readiness and waiting reasons tell it.
public final class CoordinatorHealth: Sendable {
    private struct State {
        var isReigning = false
        var isStandingBy = false
        var troubles: [String: FleetError] = [:]
        var stopReason: FleetError?
    }

    private let state = Mutex(State())

    public init() {}

    /// Whether this coordinator is the active one.
    public var isReigning: Bool { state.withLock { $0.isReigning } }
    /// Whether another one reigns, and this one waits for its turn.
    public var isStandingBy: Bool { state.withLock { $0.isStandingBy } }
    /// What fails now, by what was attempted.
    public var troubles: [String: FleetError] { state.withLock { $0.troubles } }
    /// Why it stopped for good.
    public var stopReason: FleetError? { state.withLock { $0.stopReason } }

    /// Of what fails now, the one to tell; each says what was attempted before its cause.
    public var firstTrouble: FleetError? {
        if let stopReason { return stopReason.during("coordinating") }
        return troubles.min { $0.key < $1.key }?.value
    }

    func reigns(_ reigning: Bool) { state.withLock { $0.isReigning = reigning } }
    func standsBy(_ standing: Bool) { state.withLock { $0.isStandingBy = standing } }
    func suffers(_ what: String, _ error: FleetError) { state.withLock { $0.troubles[what] = error } }
    func recovered(_ what: String) { state.withLock { $0.troubles[what] = nil } }
    func stopped(_ error: FleetError) { state.withLock { $0.stopReason = error } }
}
