/// How many more tasks each worker may be sent now. Pure; beats, dispatches and answers feed it.
///
/// Credit = slots − executions that the worker has said to hold and has said no outcome of − dispatched and unanswered over all its partitions.
/// Executions are counted by their ids, each once: what is sent to a worker that is full waits in it, where no tenant has a turn.
/// Credit is 0 before the first beat of this term, after a `declined` until the next beat, for a worker that leaves, for one that
/// owns no partition, and for one that has not beaten for a lease: what is sent to a dead worker waits until its group notices.
/// The owner of a partition is the claimant with the highest group generation, the latest to beat among equals.
public struct CreditLedger: Sendable, Hashable {
    /// What a beat says, as far as credit is concerned.
    public struct Claim: Sendable, Hashable {
        public var kind: WorkKind
        public var slots: Int
        public var partitions: [Int32]
        public var generation: Int32
        public var executions: Set<ExecutionID>
        public var capabilities: Set<String>
        public var isLeaving: Bool

        public init(
            kind: WorkKind, slots: Int, partitions: [Int32], generation: Int32, executions: Set<ExecutionID>, capabilities: Set<String> = [],
            isLeaving: Bool = false
        ) {
            self.kind = kind
            self.slots = slots
            self.partitions = partitions
            self.generation = generation
            self.executions = executions
            self.capabilities = capabilities
            self.isLeaving = isLeaving
        }
    }

    /// A worker that can be reached: it beats, stays, and owns a partition.
    public struct Reachable: Sendable, Hashable {
        public let worker: WorkerID
        public let claim: Claim
        /// How many more tasks it may be sent.
        public let credit: Int
        /// It holds nothing, and nothing is under way to it.
        public let isIdle: Bool
        /// The one with the fewest unanswered messages among those that it owns.
        public let partition: Int32
    }

    private struct Holder: Hashable {
        /// As of the newest beat; its executions go on with what the worker has said since.
        var claim: Claim
        var beatenAt: MonotonicInstant
        var order: Int
        var hasDeclined = false
        /// Those that have said their outcome and may be named by one more beat, which was made before it was acknowledged.
        var ended = Set<ExecutionID>()
    }

    private struct Lane: Hashable { let kind: WorkKind; let partition: Int32 }

    /// A worker that has not beaten for longer is sent nothing; nil: however silent it is.
    public let silence: Duration?
    private var holders: [WorkerID: Holder] = [:]
    private var unanswered: [Lane: Set<DispatchDeadlines.Key>] = [:]
    private var laneOf: [DispatchDeadlines.Key: Lane] = [:]
    private var order = 0

    /// - Parameter silence: after how long a worker that does not beat is sent nothing; nil: never.
    public init(silence: Duration? = nil) { self.silence = silence }

    public mutating func beat(_ worker: WorkerID, _ claim: Claim, now: MonotonicInstant) {
        order += 1
        var holder = holders[worker] ?? Holder(claim: claim, beatenAt: now, order: order)
        holder.claim = claim
        holder.ended.formIntersection(claim.executions)
        holder.claim.executions.subtract(holder.ended)
        holder.beatenAt = now
        holder.order = order
        holder.hasDeclined = false
        holders[worker] = holder
    }

    /// Forgets workers that have not beaten since `instant`.
    /// - Returns: those forgotten.
    public mutating func forget(silentSince instant: MonotonicInstant) -> [WorkerID] {
        let silent = holders.filter { $0.value.beatenAt < instant }.keys.sorted()
        for worker in silent { holders[worker] = nil }
        return silent
    }

    /// A new term, or an outage: nobody has credit before the next beat.
    public mutating func forgetAll() { holders = [:] }

    public mutating func dispatched(_ key: DispatchDeadlines.Key, kind: WorkKind, partition: Int32) {
        let lane = Lane(kind: kind, partition: partition)
        unanswered[lane, default: []].insert(key)
        laneOf[key] = lane
    }

    /// The attempt was answered, or given up.
    public mutating func answered(_ key: DispatchDeadlines.Key) {
        guard let lane = laneOf.removeValue(forKey: key) else { return }
        unanswered[lane]?.remove(key)
    }

    public mutating func declined(_ worker: WorkerID) { holders[worker]?.hasDeclined = true }

    /// The worker has said that it takes the execution up, whether or not it is the one that counts: its slot is taken until it ends.
    public mutating func accepted(_ execution: ExecutionID, by worker: WorkerID) {
        guard holders[worker]?.ended.contains(execution) == false else { return }
        holders[worker]?.claim.executions.insert(execution)
    }

    /// The worker has said the execution's outcome, whether or not it counts: there is room for another.
    public mutating func ended(_ execution: ExecutionID, by worker: WorkerID) {
        holders[worker]?.claim.executions.remove(execution)
        holders[worker]?.ended.insert(execution)
    }

    /// The workers of a kind that can be reached, in order of their ids.
    public func reachable(of kind: WorkKind, now: MonotonicInstant) -> [Reachable] {
        let owners = owners(of: kind)
        return holders.filter { $0.value.claim.kind == kind }.sorted { $0.key < $1.key }.compactMap { worker, holder in
            if let silence, now - holder.beatenAt > silence { return nil }
            let lanes = lanes(of: worker, holder.claim, owners)
            guard !holder.claim.isLeaving, let quietest = lanes.min(by: <) else { return nil }
            let taken = holder.claim.executions.count + lanes.reduce(0) { $0 + $1.unanswered }
            return Reachable(
                worker: worker, claim: holder.claim, credit: holder.hasDeclined ? 0 : max(0, holder.claim.slots - taken), isIdle: taken == 0,
                partition: quietest.partition)
        }
    }

    public func credit(of worker: WorkerID, now: MonotonicInstant) -> Int {
        guard let kind = holders[worker]?.claim.kind else { return 0 }
        return reachable(of: kind, now: now).first { $0.worker == worker }?.credit ?? 0
    }

    /// The partition with the fewest unanswered messages among those that the worker owns; nil when it owns none.
    public func partition(for worker: WorkerID) -> Int32? {
        guard let claim = holders[worker]?.claim else { return nil }
        return lanes(of: worker, claim, owners(of: claim.kind)).min(by: <)?.partition
    }

    /// Workers of a kind that have beaten in this term, in order of their ids.
    public func workers(of kind: WorkKind) -> [WorkerID] { holders.filter { $0.value.claim.kind == kind && !$0.value.claim.isLeaving }.keys.sorted() }

    public func claim(of worker: WorkerID) -> Claim? { holders[worker]?.claim }

    /// How many executions it holds for all that is known.
    public func load(of worker: WorkerID) -> Int { holders[worker]?.claim.executions.count ?? 0 }

    public var beatingKinds: Set<WorkKind> { Set(holders.values.map(\.claim.kind)) }

    /// Whose each partition of a kind is: its latest claimant's. Looked up once for all workers.
    private func owners(of kind: WorkKind) -> [Int32: WorkerID] {
        let claimants = holders.filter { $0.value.claim.kind == kind }.sorted { left, right in
            (left.value.claim.generation, left.value.order) < (right.value.claim.generation, right.value.order)
        }
        return claimants.reduce(into: [:]) { owners, claimant in for partition in claimant.value.claim.partitions { owners[partition] = claimant.key } }
    }

    private func lanes(of worker: WorkerID, _ claim: Claim, _ owners: [Int32: WorkerID]) -> [(unanswered: Int, partition: Int32)] {
        claim.partitions.filter { owners[$0] == worker }.map { (unanswered[Lane(kind: claim.kind, partition: $0)]?.count ?? 0, $0) }
    }
}
