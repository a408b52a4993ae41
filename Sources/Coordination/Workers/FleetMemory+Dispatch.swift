import FleetCore

/// What the dispatcher asks.
extension FleetMemory {
    /// A worker that may be sent tasks.
    struct Offer: Sendable {
        let worker: WorkerID
        var credit: Int
        let capabilities: Set<String>
        /// It holds nothing, and nothing is under way to it.
        var isIdle: Bool
    }

    /// The workers of a kind with credit, in order of their ids. One that holds a task which must be alone is sent nothing.
    func offers(of kind: WorkKind) -> [Offer] {
        let now = clock.now()
        return state.withLock { state in
            guard !state.isResetWanted else { return [] }
            let busy = Set(state.aloneOn.values.filter { $0.kind == kind }.map(\.partition))
            return state.credit.workers(of: kind).compactMap { worker in
                let credit = state.credit.credit(of: worker, now: now)
                guard credit > 0, let claim = state.credit.claim(of: worker), busy.isDisjoint(with: claim.partitions) else { return nil }
                let isIdle = state.credit.load(of: worker) == 0 && state.credit.unansweredCount(of: worker) == 0
                return Offer(worker: worker, credit: credit, capabilities: claim.capabilities, isIdle: isIdle)
            }
        }
    }

    /// Where the next message to a worker goes; nil when it owns no partition (any more).
    func partition(for worker: WorkerID) -> Int32? { state.withLock { $0.credit.partition(for: worker) } }

    /// What the workers of a kind can do; empty when there is none.
    func capabilities(of kind: WorkKind) -> [Set<String>] {
        state.withLock { state in state.credit.workers(of: kind).compactMap { state.credit.claim(of: $0)?.capabilities } }
    }
}
