import FleetCore
import Persistence

/// The state store as one simulated coordinator sees it: refused, slow, run twice, committed without an answer.
public struct SimulatedStore: StateStore {
    let base: any StateStore
    let gate: SeamGate

    private static let refusal = FleetError("store_unavailable", .transient, "the simulated store does not answer")
    private static let doubt = FleetError("commit_unknown", .transient, "the simulated store's answer to COMMIT was lost")
    /// Of writes whose body runs once in vain before.
    private static let retried = 0.01

    public init(base: any StateStore, gate: SeamGate) {
        self.base = base
        self.gate = gate
    }

    @discardableResult
    public func write<Value: Sendable>(
        _ label: String, as term: Term?, _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws -> Value {
        let fault = gate.decide("store.write \(label)")
        // What is written for one thing cannot be: its neighbours have nothing to do with it.
        if fault == .refuse { throw FleetError("row_unwritable", .permanent, "\(label): the simulated store cannot write this row") }
        return try await gate.pass(fault, refusal: Self.refusal, doubt: Self.doubt) {
            if gate.director.fraction() < Self.retried { await runInVain(label, term, body) }
            return try await base.write(label, as: term, body)
        }
    }

    /// As after a deadlock: the body runs, everything is undone, and it is run again.
    private func runInVain<Value: Sendable>(
        _ label: String, _ term: Term?, _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async {
        gate.note("store: \(label) is rolled back once")
        let undone = FleetError("rolled_back", .permanent, "rolled back by the simulation")
        do {
            try await base.write(label, as: term) { transaction in
                _ = try body(transaction)
                throw undone
            }
        } catch {
            // What the body throws it throws again in earnest.
        }
    }

    public func read<Value: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> Value) async throws -> Value {
        try await gate.pass("store.read", refusal: Self.refusal, doubt: Self.refusal) { try await base.read(body) }
    }

    public func claimTerm(holder: String) async throws -> Term {
        try await gate.pass("store.claim", refusal: Self.refusal, doubt: Self.doubt) { try await base.claimTerm(holder: holder) }
    }

    public func heartbeat(_ term: Term) async throws {
        try await gate.pass("store.heartbeat", refusal: Self.refusal, doubt: Self.doubt) { try await base.heartbeat(term) }
    }

    public func observeLeadership() async throws -> LeadershipRow {
        try await gate.pass("store.observe", refusal: Self.refusal, doubt: Self.refusal) { try await base.observeLeadership() }
    }

    public func endSessions(of term: Term) async throws { try await base.endSessions(of: term) }

    /// The store belongs to the world, not to this process.
    public func close() async {}
}
