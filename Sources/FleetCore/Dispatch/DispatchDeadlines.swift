/// How long an attempt may stay unanswered. Pure; the sweeper feeds it.
///
/// Time runs only while workers of the kind beat; a deadline passes only once every results partition was read past the end seen after it:
/// the answer may lie there. That covers lost messages, re-created topics and memory brokers that were started again.
public struct DispatchDeadlines: Sendable, Hashable {
    public struct Key: Hashable, Sendable, Comparable {
        public let task: WorkTaskID
        public let attempt: Int

        public init(task: WorkTaskID, attempt: Int) {
            self.task = task
            self.attempt = attempt
        }

        public static func < (left: Key, right: Key) -> Bool { (left.task, left.attempt) < (right.task, right.attempt) }
    }

    private struct Wait: Hashable {
        let kind: WorkKind
        var left: Duration
        /// The time that has run for it, whatever was set anew.
        var spent = Duration.zero
        var barrier: ReadingBarrier?
    }

    public let first: Duration
    public let ceiling: Duration
    private var waits: [Key: Wait] = [:]
    private var last: MonotonicInstant?
    private static let patience = 10
    package var rules = ProtocolRules.all

    public init(first: Duration = .seconds(120), ceiling: Duration = .seconds(900)) {
        self.first = first
        self.ceiling = ceiling
    }

    public var count: Int { waits.count }

    /// The attempts that are waited for.
    public var keys: Set<Key> { Set(waits.keys) }

    /// The deadline of an attempt after `unanswered` attempts in a row that nobody answered.
    public func duration(afterUnanswered unanswered: Int) -> Duration {
        var duration = first
        for _ in 0..<min(max(unanswered, 0), 16) where duration < ceiling { duration = duration * 2 }
        return min(duration, ceiling)
    }

    /// Starts the deadline of an attempt; after an outage anew, as often as it has not waited the tenfold in all: outages that follow each other
    /// closely must not keep a lost message waiting for ever.
    public mutating func start(_ key: Key, kind: WorkKind, unansweredInRow: Int) {
        let whole = duration(afterUnanswered: unansweredInRow)
        let spent = waits[key]?.spent ?? .zero
        waits[key] = Wait(kind: kind, left: min(whole, max(.zero, whole * Self.patience - spent)), spent: spent, barrier: nil)
    }

    public mutating func end(_ key: Key) { waits[key] = nil }

    /// Forgets the looks that were made: after an outage the ends are to be seen anew.
    public mutating func resetAll() {
        for key in waits.keys { waits[key]?.barrier = nil }
        last = nil
    }

    /// Lets time pass for the kinds whose workers beat.
    public mutating func advance(now: MonotonicInstant, beating: Set<WorkKind>) {
        defer { last = now }
        guard let last, now > last else { return }
        let passed = now - last
        for (key, wait) in waits where wait.left > .zero && beating.contains(wait.kind) {
            waits[key]?.left = wait.left - passed
            waits[key]?.spent = wait.spent + passed
        }
    }

    /// Whether the ends of all results partitions must be looked up now.
    public var wantsEnds: Bool { waits.values.contains { $0.left <= .zero && $0.barrier == nil } }

    /// Whether an attempt is given up as soon as results are read up to the ends that were seen.
    public var awaitsReading: Bool { waits.values.contains { $0.left <= .zero && $0.barrier != nil } }

    /// The ends of all results partitions, looked up after the last `advance`.
    public mutating func saw(ends: [Int32: Int64]) {
        for (key, wait) in waits where wait.left <= .zero && wait.barrier == nil { waits[key]?.barrier = ReadingBarrier(ends: ends) }
    }

    /// The attempts that nobody answered. They stay until `end`.
    public func passed(positions: [Int32: Int64]) -> [Key] {
        waits.filter { _, wait in
            guard wait.left <= .zero else { return false }
            if !rules.contains(.deadlinesAwaitReading) { return true }
            return wait.barrier?.isPassed(by: positions) ?? false
        }.keys.sorted()
    }
}
