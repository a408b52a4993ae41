import FleetCore
import Persistence
import Synchronization

/// A store that can be taken away for a while.
final class TurnedStore: StateStore {
    private let store: any StateStore
    private let away = Mutex(false)

    init(_ store: any StateStore) { self.store = store }

    func setAway(_ isAway: Bool) { away.withLock { $0 = isAway } }

    private func check() throws {
        if away.withLock({ $0 }) { throw FleetError("store_unavailable", .transient, "the store is away") }
    }

    @discardableResult
    func write<Value: Sendable>(
        _ label: String, as term: Term?, _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws -> Value {
        try check()
        return try await store.write(label, as: term, body)
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> Value) async throws -> Value {
        try check()
        return try await store.read(body)
    }

    func claimTerm(holder: String) async throws -> Term {
        try check()
        return try await store.claimTerm(holder: holder)
    }

    func heartbeat(_ term: Term) async throws {
        try check()
        try await store.heartbeat(term)
    }

    func observeLeadership() async throws -> LeadershipRow {
        try check()
        return try await store.observeLeadership()
    }

    func endSessions(of term: Term) async throws { try await store.endSessions(of: term) }
    func close() async { await store.close() }
}
