import FleetCore

/// Which tenants hold slots of which kind: attempts that were sent and have neither ended nor come back.
struct TenantHoldings: Sendable {
    private struct Holding: Hashable {
        let kind: WorkKind
        let tenant: TenantName
    }

    private var holdings: [DispatchDeadlines.Key: Holding] = [:]
    private var counts: [Holding: Int] = [:]

    mutating func take(_ attempt: DispatchDeadlines.Key, kind: WorkKind, tenant: TenantName) {
        release(attempt)
        let holding = Holding(kind: kind, tenant: tenant)
        holdings[attempt] = holding
        counts[holding, default: 0] += 1
    }

    /// The attempt has ended, was declined or is given up.
    mutating func release(_ attempt: DispatchDeadlines.Key) {
        guard let holding = holdings.removeValue(forKey: attempt) else { return }
        let left = counts[holding, default: 1] - 1
        counts[holding] = left > 0 ? left : nil
    }

    func holds(_ tenant: TenantName, kind: WorkKind) -> Bool { counts[Holding(kind: kind, tenant: tenant)] != nil }
}
