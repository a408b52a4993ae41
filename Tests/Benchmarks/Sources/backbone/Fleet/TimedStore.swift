import FleetCore
import Persistence

/// A state store that notes how long the questions and the transactions of claims take.
struct TimedStore: StateStore {
    let store: any StateStore
    let clock: any FleetClock
    let times: ClaimTimes

    @discardableResult
    func write<Value: Sendable>(
        _ label: String, as term: Term?, _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws -> Value {
        let start = clock.now()
        let value = try await store.write(label, as: term, body)
        if label == "dispatch" || label == "apply records" { times.spent(clock.now() - start) } else if label == "tell why jobs wait" { times.told() }
        return value
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> Value) async throws -> Value {
        let start = clock.now()
        let value = try await store.read(body)
        if Value.self == [TenantName: [ReadyTask]].self { times.spent(clock.now() - start) }
        return value
    }

    func claimTerm(holder: String) async throws -> Term { try await store.claimTerm(holder: holder) }
    func heartbeat(_ term: Term) async throws { try await store.heartbeat(term) }
    func observeLeadership() async throws -> LeadershipRow { try await store.observeLeadership() }
    func endSessions(of term: Term) async throws { try await store.endSessions(of: term) }
    func close() async { await store.close() }
}
