import FleetCore
import Synchronization

/// How long each claim took: asking what is ready, and the transaction that dispatches.
final class ClaimTimes: Sendable {
    private struct State {
        var asked = 0.0
        var milliseconds: [Double] = []
    }

    private let state = Mutex(State())

    var milliseconds: [Double] { state.withLock { $0.milliseconds } }

    func asked(_ duration: Duration) { state.withLock { $0.asked = duration.inSeconds * 1000 } }
    func dispatched(_ duration: Duration) { state.withLock { $0.milliseconds.append($0.asked + duration.inSeconds * 1000) } }
}
