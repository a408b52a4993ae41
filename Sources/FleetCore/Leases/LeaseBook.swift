/// The leases of all bound executions, on the active coordinator's monotonic clock. Pure; the sweeper feeds it.
///
/// A lease is over when its deadline has passed, and after that its worker's results partition was read past the end that it then had, and no
/// beat was in there: a coordinator that lags expires nobody. After a start or an outage all deadlines are set anew once results are read up;
/// but outages that follow each other closely do not keep an execution alive for ever of which nothing is heard in between.
public struct LeaseBook: Sendable, Hashable {
    public struct Key: Hashable, Sendable, Comparable {
        public let task: WorkTaskID
        public let fence: Fence

        public init(task: WorkTaskID, fence: Fence) {
            self.task = task
            self.fence = fence
        }

        public static func < (left: Key, right: Key) -> Bool {
            (left.task, left.fence.attempt, left.fence.execution) < (right.task, right.fence.attempt, right.fence.execution)
        }
    }

    private struct Lease: Hashable {
        /// Where its worker speaks; nil: not known in this reign yet, then every partition counts.
        var partition: Int32?
        var deadline: MonotonicInstant
        var barrier: ReadingBarrier?
        /// How long nothing was heard of it while all was well, in sum since its last beat.
        var unheard = Duration.zero
    }

    public let duration: Duration
    private var leases: [Key: Lease] = [:]
    /// While set, nothing expires: results are still to be read up to here.
    private var catchingUp: ReadingBarrier?
    /// When time was last seen to pass while all was well.
    private var last: MonotonicInstant?
    /// Leases of well-being without a beat after which no outage sets a deadline anew.
    private static let patience = 10
    package var rules = ProtocolRules.all

    public init(duration: Duration) { self.duration = duration }

    public var count: Int { leases.count }
    /// The executions that hold one.
    public var keys: some Collection<Key> { leases.keys }
    public var isCatchingUp: Bool { catchingUp != nil }
    public func contains(_ key: Key) -> Bool { leases[key] != nil }

    /// A lease starts when its acceptance is applied, read from `partition` of the results.
    /// - Parameter partition: nil for one that was found in the store at the start of the reign.
    public mutating func start(_ key: Key, partition: Int32?, now: MonotonicInstant) {
        leases[key] = Lease(partition: partition, deadline: now + duration, barrier: nil)
    }

    /// A beat names the execution, read from `partition` of the results.
    public mutating func renew(_ key: Key, partition: Int32? = nil, now: MonotonicInstant) {
        leases[key]?.deadline = now + duration
        leases[key]?.barrier = nil
        leases[key]?.unheard = .zero
        if let partition { leases[key]?.partition = partition }
    }

    public mutating func end(_ key: Key) { leases[key] = nil }

    /// Whether the ends of the results partitions must be looked up now: a deadline has passed, and no end was seen since.
    public func wantsEnds(now: MonotonicInstant) -> Bool {
        catchingUp == nil && leases.values.contains { $0.deadline <= now && $0.barrier == nil }
    }

    /// Whether a lease is over as soon as results are read up to the ends that were seen.
    public func awaitsReading(now: MonotonicInstant) -> Bool {
        catchingUp == nil && leases.values.contains { $0.deadline <= now && $0.barrier != nil }
    }

    /// The ends of all results partitions, looked up after `since`.
    public mutating func saw(ends: [Int32: Int64], since: MonotonicInstant) {
        guard catchingUp == nil else { return }
        for (key, lease) in leases where lease.deadline <= since && lease.barrier == nil {
            let counting = lease.partition.map { partition in ends.filter { $0.key == partition } } ?? ends
            if !counting.isEmpty { leases[key]?.barrier = ReadingBarrier(ends: counting) }
        }
    }

    /// The executions whose lease is over. They stay in the book until `end`.
    /// - Parameter positions: for each results partition, the next offset that will be applied.
    public func expired(now: MonotonicInstant, positions: [Int32: Int64]) -> [Key] {
        guard catchingUp == nil else { return [] }
        return leases.filter { _, lease in
            guard lease.deadline <= now else { return false }
            if !rules.contains(.leasesAwaitReading) { return true }
            return lease.barrier?.isPassed(by: positions) ?? false
        }.keys.sorted()
    }

    /// After a start or an outage: no lease expires until results are read up to `ends`, then all begin anew in full.
    public mutating func resetAll(ends: [Int32: Int64]) {
        catchingUp = ReadingBarrier(ends: ends)
        last = nil
    }

    /// Lets time pass, and ends the catching-up when the reading has come far enough.
    /// - Returns: whether all leases began anew just now.
    @discardableResult
    public mutating func advance(now: MonotonicInstant, positions: [Int32: Int64]) -> Bool {
        guard let barrier = catchingUp else {
            if let last, now > last { for key in leases.keys { leases[key]?.unheard += now - last } }
            last = now
            return false
        }
        guard barrier.isPassed(by: positions) else { return false }
        catchingUp = nil
        last = now
        for (key, lease) in leases {
            leases[key]?.deadline = now + min(duration, max(.zero, duration * Self.patience - lease.unheard))
            leases[key]?.barrier = nil
        }
        return true
    }
}
