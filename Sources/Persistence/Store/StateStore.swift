import FleetCore

/// Where the truth about jobs is kept. A write is one synchronous closure on one transaction: all of it is committed, or nothing.
///
/// A body may run more than once before its transaction is committed (a deadlock, a lost connection before COMMIT): it must not change
/// anything but the transaction. Its result is delivered after COMMIT only.
public protocol StateStore: Sendable {
    /// Runs `body` as one write; writes behave as if one followed the other.
    /// - Parameters:
    ///   - label: what the write does, for errors: `apply results`.
    ///   - term: the reign under which it is made; its row is locked and checked first. Nil for what belongs to no reign.
    /// - Throws: what `body` throws, after everything was undone; `FleetError` `deposed` (fatal) where another term reigns, `store_busy`,
    ///   `store_full`, `store_unavailable` (transient, nothing was changed), `commit_unknown` (transient, it may have been committed), `store_closed`.
    @discardableResult
    func write<Value: Sendable>(
        _ label: String, as term: Term?, _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws -> Value

    /// Runs `body` on a snapshot of what is committed; it can change nothing.
    func read<Value: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> Value) async throws -> Value

    /// Begins a reign: raises the term, so that every earlier one can write no more.
    /// - Parameter holder: who begins it: host, process, version; for people.
    func claimTerm(holder: String) async throws -> Term

    /// Shows that the reign goes on.
    /// - Throws: `FleetError` `deposed` (fatal) where another term reigns.
    func heartbeat(_ term: Term) async throws

    /// Who reigns, and the counter of its heartbeats: a standby watches whether it grows.
    func observeLeadership() async throws -> LeadershipRow

    /// Ends the database sessions that a former reign still has, so that none of its transactions is left open. Does nothing on SQLite.
    func endSessions(of term: Term) async throws

    /// Finishes what was begun and lets go of the database; later calls throw `store_closed`.
    func close() async
}
