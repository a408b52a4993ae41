import FleetCore
import Synchronization

/// How long the store was busy for each claim: everything that was asked and written from the begin of one task to that of the next. It is the
/// end of the one, what is ready, the dispatch and the acceptance of the other, in whichever transactions they are done.
final class ClaimTimes: Sendable {
    private struct State {
        var spent = 0.0
        var milliseconds: [Double] = []
        var told = 0
    }

    private let state = Mutex(State())

    /// Transactions that told jobs why they wait: what else was written meanwhile.
    var toldCount: Int { state.withLock { $0.told } }
    var milliseconds: [Double] { state.withLock { $0.milliseconds } }

    func spent(_ duration: Duration) { state.withLock { $0.spent += duration.inSeconds * 1000 } }
    func told() { state.withLock { $0.told += 1 } }

    /// A worker begins a task.
    func begun() {
        state.withLock { state in
            state.milliseconds.append(state.spent)
            state.spent = 0
        }
    }
}
