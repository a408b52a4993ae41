/// Something that happens in a world: the smallest that can come before or after something else.
enum ProtocolStep: Hashable, Sendable, CustomStringConvertible {
    // The coordinator.
    case dispatch
    /// The forwarder sends the oldest message of the outbox.
    case publish
    /// It sends it, and is not able to mark it as sent: it comes again.
    case publishUnmarked
    /// Reads and commits the next record of a results partition.
    case apply(Int)
    /// Looks up how far the results reach now.
    case look
    case expireLease
    case endDispatch
    case fireTimer
    case cancel
    case takeOver
    /// A little more than a lease passes; who lives and is not paused beats meanwhile.
    case pass
    // A worker: its number, and where it matters the attempt of the execution.
    case take(Int, message: Int)
    /// The acceptance does not reach the broker.
    case takeUnheard(Int, message: Int)
    /// The acceptance is sent again: its outcome is unknown.
    case sayAgain(Int, Int)
    /// The broker has acknowledged the acceptance: the offset is committed, the work begins.
    case acknowledge(Int, Int)
    case readControl(Int)
    case loseControl(Int)
    /// A plain task, or a search, comes to its end.
    case finish(Int, Int)
    case searchInVain(Int, Int)
    /// The search found nothing, and the lease is checked.
    case prepare(Int, Int)
    case create(Int, Int)
    /// The outcome of the create is told.
    case report(Int, Int)
    case reportUnknown(Int, Int)
    /// No permit came for a lease's time.
    case giveUp(Int, Int)
    case crash(Int)
    case pause(Int)
    case wake(Int)
    case rebalance

    var description: String {
        switch self {
        case .dispatch: "dispatch"
        case .publish: "publish"
        case .publishUnmarked: "publish, unmarked"
        case .apply(let partition): "apply from \(partition)"
        case .look: "look up the ends"
        case .expireLease: "lease expiry"
        case .endDispatch: "dispatch deadline"
        case .fireTimer: "timer"
        case .cancel: "cancel"
        case .takeOver: "takeover"
        case .pass: "a lease's time passes"
        case .take(let worker, _): "W\(worker) polls, accepted in log"
        case .takeUnheard(let worker, _): "W\(worker) polls, acceptance lost"
        case .sayAgain(let worker, let attempt): "W\(worker) accepts \(attempt) again"
        case .acknowledge(let worker, let attempt): "W\(worker) ack \(attempt), settles"
        case .readControl(let worker): "W\(worker) reads control"
        case .loseControl(let worker): "W\(worker) misses a control message"
        case .finish(let worker, let attempt): "W\(worker) completes \(attempt)"
        case .searchInVain(let worker, let attempt): "W\(worker) \(attempt) finds nothing"
        case .prepare(let worker, let attempt): "W\(worker) \(attempt) search empty, lease checked"
        case .create(let worker, let attempt): "W\(worker) \(attempt) SENDS create"
        case .report(let worker, let attempt): "W\(worker) \(attempt) reports"
        case .reportUnknown(let worker, let attempt): "W\(worker) \(attempt) has no answer"
        case .giveUp(let worker, let attempt): "W\(worker) \(attempt) gives up waiting"
        case .crash(let worker): "W\(worker) crashes"
        case .pause(let worker): "W\(worker) is paused"
        case .wake(let worker): "W\(worker) wakes up"
        case .rebalance: "rebalance"
        }
    }
}
