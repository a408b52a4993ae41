import FleetCore
import Persistence
import Synchronization
import Telemetry

/// Every write of the active coordinator: one transaction under its term, then what follows in memory, then the bells.
final class StateWriter: StateWriting {
    let store: any StateStore
    let surroundings: ChangeSurroundings
    let memory: FleetMemory
    let bells: Bells
    private let health: CoordinatorHealth
    private let metrics: MetricRegistry
    private let reigning = Mutex<Term?>(nil)

    init(store: any StateStore, surroundings: ChangeSurroundings, memory: FleetMemory, bells: Bells, health: CoordinatorHealth, metrics: MetricRegistry = MetricRegistry()) {
        self.health = health
        self.metrics = metrics
        self.store = store
        self.surroundings = surroundings
        self.memory = memory
        self.bells = bells
    }

    func begin(_ term: Term) { reigning.withLock { $0 = term } }
    func end() { reigning.withLock { $0 = nil } }

    var term: Term? { reigning.withLock { $0 } }

    func write<Value: Sendable>(_ label: String, _ body: @escaping @Sendable (any JobControl) throws -> Value) async throws -> Value {
        try await change(label) { change in try body(change) }
    }

    /// Why nothing can be written: the true cause, so that nobody looks for another coordinator where the broker is away.
    private var absence: FleetError {
        if let trouble = health.firstTrouble {
            return FleetError(trouble.code, .transient, "this coordinator cannot reign yet: \(trouble.message)", hint: trouble.hint)
        }
        if health.isStandingBy { return FleetError("not_reigning", .transient, "this coordinator is a standby", hint: "ask the active one") }
        return FleetError("not_reigning", .transient, "the reign of this coordinator has not begun, or has ended", hint: "try again in a moment, or look at its log")
    }

    /// Changes state: all of `body` is committed, or nothing. `body` may run more than once; it must change nothing but through `change`.
    /// - Throws: as `write`.
    func change<Value: Sendable>(_ label: String, _ body: @escaping @Sendable (StateChange) throws -> Value) async throws -> Value {
        guard let term else { throw absence.during(label) }
        let surroundings = surroundings
        let begun = surroundings.clock.now()
        let (value, effects) = try await store.write(label, as: term) { transaction in
            let change = StateChange(transaction: transaction, surroundings: surroundings, term: term)
            let value = try body(change)
            return (value, change.effects)
        }
        metrics.observe((surroundings.clock.now() - begun).inSeconds, in: MetricCatalogue.storeCommit)
        memory.apply(effects)
        bells.ring(for: effects)
        return value
    }
}
