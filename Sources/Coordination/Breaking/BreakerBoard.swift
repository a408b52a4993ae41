import FleetCore
import Messaging

/// The breakers of all job topics: one tenant's topic says nothing about another one's. A value, so that a transaction that runs twice counts once.
struct BreakerBoard: Sendable, Equatable {
    let policy: BreakerPolicy
    private(set) var breakers: [String: TopicBreaker] = [:]

    init(policy: BreakerPolicy) { self.policy = policy }

    func allows(_ topic: String) -> Bool { breakers[topic]?.allows ?? true }

    /// The topics that are left alone now.
    var paused: Set<String> { Set(breakers.filter { !$0.value.allows }.keys) }

    mutating func take(_ outcome: IntakeOutcome, of record: Record, at now: MonotonicInstant) {
        let topic = record.source.topic
        switch outcome {
        case .neutral: return
        case .accepted: breakers[topic, default: TopicBreaker(policy: policy)].accepted(at: now)
        case .refused(let code):
            breakers[topic, default: TopicBreaker(policy: policy)].refused(code, document: Self.fingerprint(record.value), at: now)
        }
    }

    /// - Returns: the topics of which one message is tried now.
    mutating func wake(at now: MonotonicInstant) -> [String] {
        breakers.keys.sorted().filter { breakers[$0]?.wake(at: now) == true }
    }

    mutating func sleep(_ topics: [String]) { for topic in topics { breakers[topic]?.sleep() } }

    /// FNV-1a: enough to tell documents apart, and the same in every run.
    private static func fingerprint(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
