/// The leases of all bound executions, on the active coordinator's monotonic clock. Pure; the sweeper feeds it.
///
/// A lease is over when its deadline has passed, and after that its worker's results partition was read past the end that it then had, and no
/// beat was in there: a coordinator that lags expires nobody. After a start or an outage all deadlines are set anew once results are read up.
public struct LeaseBook: Sendable {
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

    private struct Lease {
        let partition: Int32
        var deadline: MonotonicInstant
        var end: Int64?
    }

    public let duration: Duration
    private var leases: [Key: Lease] = [:]
    /// While set, nothing expires: results are still to be read up to here.
    private var catchingUp: ReadingBarrier?
    package var rules = ProtocolRules.all

    public init(duration: Duration) { self.duration = duration }

    public var count: Int { leases.count }
    public var isCatchingUp: Bool { catchingUp != nil }
    public func contains(_ key: Key) -> Bool { leases[key] != nil }

    /// A lease starts when its acceptance is applied, read from `partition` of the results.
    public mutating func start(_ key: Key, partition: Int32, now: MonotonicInstant) {
        leases[key] = Lease(partition: partition, deadline: now + duration, end: nil)
    }

    /// A beat names the execution.
    public mutating func renew(_ key: Key, now: MonotonicInstant) {
        leases[key]?.deadline = now + duration
        leases[key]?.end = nil
    }

    public mutating func end(_ key: Key) { leases[key] = nil }

    /// Partitions whose end must be looked up now, because a deadline has passed there and no end was seen since.
    public func partitionsToLookAt(now: MonotonicInstant) -> Set<Int32> {
        guard catchingUp == nil else { return [] }
        return Set(leases.values.filter { $0.deadline <= now && $0.end == nil }.map(\.partition))
    }

    /// The ends of partitions, looked up after `since`.
    public mutating func saw(ends: [Int32: Int64], since: MonotonicInstant) {
        for (key, lease) in leases where lease.deadline <= since && lease.end == nil {
            leases[key]?.end = ends[lease.partition]
        }
    }

    /// The executions whose lease is over. They stay in the book until `end`.
    /// - Parameter positions: for each results partition, the next offset that will be applied.
    public func expired(now: MonotonicInstant, positions: [Int32: Int64]) -> [Key] {
        guard catchingUp == nil else { return [] }
        return leases.filter { _, lease in
            guard lease.deadline <= now else { return false }
            if !rules.contains(.leasesAwaitReading) { return true }
            guard let end = lease.end else { return false }
            return positions[lease.partition, default: 0] >= end
        }.keys.sorted()
    }

    /// After a start or an outage: no lease expires until results are read up to `ends`, then all begin anew in full.
    public mutating func resetAll(ends: [Int32: Int64]) { catchingUp = ReadingBarrier(ends: ends) }

    /// Ends the catching-up when the reading has come far enough.
    /// - Returns: whether all leases began anew just now.
    @discardableResult
    public mutating func advance(now: MonotonicInstant, positions: [Int32: Int64]) -> Bool {
        guard let barrier = catchingUp, barrier.isPassed(by: positions) else { return false }
        catchingUp = nil
        for key in leases.keys { renew(key, now: now) }
        return true
    }
}
