import FleetCore
import Synchronization

/// How long each claim took: asking what is ready, and the transaction that dispatches.
final class ClaimTimes: Sendable {
    private struct State {
        var asked = 0.0
        var milliseconds: [Double] = []
        var told = 0
    }

    private let state = Mutex(State())

    /// Transactions that told jobs why they wait: what else was written meanwhile.
    var toldCount: Int { state.withLock { $0.told } }
    var milliseconds: [Double] { state.withLock { $0.milliseconds } }

    func asked(_ duration: Duration) { state.withLock { $0.asked = duration.inSeconds * 1000 } }
    func told() { state.withLock { $0.told += 1 } }
    func dispatched(_ duration: Duration) { state.withLock { $0.milliseconds.append($0.asked + duration.inSeconds * 1000) } }
}
