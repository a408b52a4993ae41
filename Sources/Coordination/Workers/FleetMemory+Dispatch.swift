import FleetCore

/// What the dispatcher asks.
extension FleetMemory {
    /// What is known of the workers now.
    var outlook: DispatchOutlook {
        let now = clock.now()
        return state.withLock { state in
            DispatchOutlook(state.loads, tenants: state.tenants, incarnation: state.isResetWanted ? nil : state.incarnation, now: now)
        }
    }

    /// What the workers of a kind can do; empty when there is none.
    func capabilities(of kind: WorkKind) -> [Set<String>] {
        state.withLock { state in state.loads.credit.workers(of: kind).compactMap { state.loads.credit.claim(of: $0)?.capabilities } }
    }
}
