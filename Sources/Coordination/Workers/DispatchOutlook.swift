import FleetCore

/// Who may be sent what now: a copy of what is known of the workers, so that a change may ask what it will mean itself once it is committed.
struct DispatchOutlook: Sendable {
    /// A worker that may be sent tasks, now or once it has a slot free.
    struct Offer: Sendable {
        let worker: WorkerID
        var credit: Int
        /// Free and taken.
        let slots: Int
        let capabilities: Set<String>
        /// It holds nothing, and nothing is under way to it.
        var isIdle: Bool
        /// Where the next message to it goes.
        let partition: Int32
    }

    private var loads: WorkerLoads
    private let tenants: Int
    /// Which incarnation of the broker messages are given to; nil where all that is known is in doubt: nothing is sent then.
    let incarnation: String?
    private let now: MonotonicInstant

    init(_ loads: WorkerLoads, tenants: Int, incarnation: String?, now: MonotonicInstant) {
        self.loads = loads
        self.tenants = tenants
        self.incarnation = incarnation
        self.now = now
    }

    /// The workers of a kind that can be reached, in order of their ids. One that holds a task which must be alone is sent nothing.
    func offers(of kind: WorkKind) -> [Offer] {
        guard incarnation != nil else { return [] }
        let busy = Set(loads.aloneOn.values.filter { $0.kind == kind }.map(\.partition))
        return loads.credit.reachable(of: kind, now: now).filter { busy.isDisjoint(with: $0.claim.partitions) }.map {
            Offer(
                worker: $0.worker, credit: $0.credit, slots: $0.claim.slots, capabilities: $0.claim.capabilities, isIdle: $0.isIdle,
                partition: $0.partition)
        }
    }

    /// Whether a tenant may be sent a task that these workers can do, or whether what they have free is kept for others.
    func admits(holder isHolder: Bool, to able: some Collection<Offer>) -> Bool {
        let (slots, free) = able.reduce(into: (0, 0)) { sum, offer in
            sum.0 += offer.slots
            sum.1 += offer.credit
        }
        return SlotReserve(slots: slots, tenants: tenants).admits(free: free, holdsNone: !isHolder)
    }

    func holds(_ tenant: TenantName, kind: WorkKind) -> Bool { loads.holdings.holds(tenant, kind: kind) }

    /// Takes over what a change means.
    mutating func take(_ effects: [ChangeEffect]) {
        for effect in effects { loads.take(effect, now: now) }
    }
}
