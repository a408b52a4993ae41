import FleetCore
import Messaging
import Synchronization
import Telemetry

/// The board of breakers as the reading loop turns it and others look at it.
final class IntakeBreakers: Sendable {
    private let board: Mutex<BreakerBoard>
    private let logger: Logger

    init(policy: BreakerPolicy, logger: Logger) {
        board = Mutex(BreakerBoard(policy: policy))
        self.logger = logger
    }

    var policy: BreakerPolicy { board.withLock { $0.policy } }
    var current: BreakerBoard { board.withLock { $0 } }

    /// Topics that have a breaker, and whether they are left alone.
    var topics: [String: Bool] { board.withLock { $0.breakers.mapValues { !$0.allows } } }

    var pauses: [IntakePause] {
        current.breakers.sorted { $0.key < $1.key }.compactMap { topic, breaker in
            guard breaker.state != .closed, let reason = breaker.reason, let tenant = FleetTopics.tenant(ofJobTopic: topic) else { return nil }
            return IntakePause(topic: topic, tenant: tenant, reason: reason)
        }
    }

    /// Takes over what was committed.
    func set(_ after: BreakerBoard) {
        let before = board.withLock { board -> BreakerBoard in
            defer { board = after }
            return board
        }
        // A topic of which nothing was known was read all along.
        for (topic, breaker) in after.breakers.sorted(by: { $0.key < $1.key }) where before.breakers[topic]?.state ?? .closed != breaker.state {
            let fields = ["topic": topic, "reason": (breaker.reason ?? before.breakers[topic]?.reason)?.rawValue ?? ""]
            switch breaker.state {
            case .open: logger.error("a job topic is left alone: nothing of it could be accepted", fields)
            case .closed: logger.notice("a job topic is read again", fields)
            case .probing: break
            }
        }
    }

    /// Whether a topic is left alone at all.
    var mayWake: Bool { board.withLock { !$0.paused.isEmpty } }

    /// When the first pause is over; nil where no topic is left alone.
    var nextWake: MonotonicInstant? { board.withLock { $0.nextWake } }

    /// They could not be read after all: their pause goes on, and is over at once.
    func sleep(_ topics: [String]) { board.withLock { $0.sleep(topics) } }

    /// - Returns: the topics of which one message is tried now.
    func wake(at now: MonotonicInstant) -> [String] { board.withLock { $0.wake(at: now) } }
}
