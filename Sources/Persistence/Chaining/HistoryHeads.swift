import FleetCore

/// The ends of the chains that one database transaction extends: each is read once and written once, however many records are appended.
/// Used by the one thread that runs the transaction.
final class HistoryHeads {
    /// What a part that is undone must be set back to.
    struct State {
        fileprivate var heads: [TenantName: HistoryHeadRow] = [:]
        fileprivate var moved: Set<TenantName> = []
    }

    var state = State()

    /// The end of a tenant's chain, where it was read already.
    func known(_ tenant: TenantName) -> HistoryHeadRow? { state.heads[tenant] }

    /// Takes over an end as it was read.
    func take(_ head: HistoryHeadRow) { state.heads[head.tenant] = head }

    /// The record was written: it is the newest one.
    func advance(to entry: HistoryRow) {
        guard let number = entry.number, let digest = entry.digest else { return }
        state.heads[entry.tenant]?.number = number
        state.heads[entry.tenant]?.digest = digest
        state.moved.insert(entry.tenant)
    }

    /// The ends that have moved and must be written before COMMIT.
    var moved: [HistoryHeadRow] {
        state.moved.sorted { $0.rawValue < $1.rawValue }.compactMap { state.heads[$0] }
    }
}
