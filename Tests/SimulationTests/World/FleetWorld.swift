import Coordination
import FleetCore
import FleetTesting
import Foundation
import Messaging
import Persistence
import Synchronization
import Telemetry

/// A whole fleet in one thread: the production loops of coordinators and workers over a broker, a store, an object store and a provider in memory,
/// on a seeded scheduler with a virtual clock. Faults come first; then everything is healed, and the fleet must bring every job to its end.
final class FleetWorld: Sendable {
    struct State: Sendable {
        var lives: [String: Life] = [:]
        var nextNumber = 1
        var brokerLife = 0
        var records: [RecordEntry] = []
        var clusters: [String] = []
        var isFinished = false
        var surprises: [String] = []
        var healedAt: Duration?
        var firstEndAfterHealing: Duration?
        var endedAt: Duration?
        /// How often each job's work has come to each of its steps that something happens at.
        var reached: [String: Int] = [:]
        /// Providers that are no longer in the settings.
        var withdrawn: Set<String> = []
        /// Jobs that were run again, and aliases that were moved.
        var reran: Set<JobID> = []
        var moved: Set<String> = []
        var strays = 0
    }

    /// The present life of a process.
    struct Life: Sendable {
        let node: SimulationNode
        let shutdown: Signal
        /// What the process is made of, once it runs: for people who ask it.
        var coordinator: Coordinator?
        var parts: IntakeParts?
    }

    static let fleet = FleetID("fleet_simulated")
    static let tenants: [TenantName] = [TenantName("default"), TenantName("acme")]
    let scenario: Scenario
    let scheduler: SimulationScheduler
    let director: FaultDirector
    /// Where the world's own doings run: senders, disasters, the observer.
    let world: SimulationNode
    let clients: SimulatedClients
    let broker: InMemoryBroker
    let store: SQLiteStateStore
    let objects = MemoryObjectStore()
    let provider: ProviderBook
    let wishes: WishBook
    let state = Mutex(State())
    let trace: SimulationTrace

    /// - Parameter keeping: lines of the trace that are kept for reading; 0 none.
    init(_ scenario: Scenario, keeping: Int = 0) throws {
        self.scenario = scenario
        trace = SimulationTrace(keeping: keeping)
        scheduler = SimulationScheduler(seed: scenario.seed, trace: trace)
        director = FaultDirector(seed: scenario.seed ^ 0xFA17, rates: scenario.rates, forced: scenario.forced)
        world = SimulationNode("world", number: 0, scheduler: scheduler)
        clients = SimulatedClients(world: world)
        let identifiers = IdentifierSource(clock: world.clock, random: SeededRandom(seed: scenario.seed ^ 0xB0B))
        broker = InMemoryBroker(clock: world.clock, identifiers: identifiers)
        store = try SQLiteStateStore.inMemory(clock: world.clock)
        provider = ProviderBook(seed: scenario.seed ^ 0x50F7, longestListingLag: scenario.listingLag, failing: scenario.remoteFailures)
        wishes = WishBook(scenario.jobs)
        createTopics()
    }

    private func createTopics() {
        for tenant in Self.tenants {
            for name in [FleetTopics.jobs(of: tenant), FleetTopics.status(of: tenant), FleetTopics.events(of: tenant)] {
                broker.createTopic(name, partitions: 2)
            }
        }
        broker.createTopic(FleetTopics.results, partitions: 3)
        broker.createTopic(FleetTopics.control)
        broker.createTopic(FleetTopics.deadLetters)
        for kind in WorkKind.allCases { broker.createTopic(kind.topic, partitions: 4) }
        state.withLock { $0.clusters = [broker.incarnation] }
    }

    /// Runs the scenario to its end. Deterministic: the same scenario gives the same report.
    func run() -> RunReport {
        startProcesses()
        startSenders()
        startStrikes()
        startPeople()
        if let interval = scenario.disasters { startDisasters(every: interval) }
        var outcome = scheduler.run(for: scenario.faultPhase)
        if outcome == .late {
            heal()
            outcome = scheduler.run(for: scenario.patience + .seconds(120)) { self.state.withLock { $0.isFinished } }
        }
        return finish(outcome)
    }

    /// Ends all faults: everything answers, everybody lives, nobody stands still for long.
    private func heal() {
        trace.note("healed", at: scheduler.elapsed)
        director.heal()
        broker.setUnreachable(false)
        for partition in Int32(0)..<3 { broker.reveal(TopicPartition(topic: FleetTopics.results, partition: partition)) }
        state.withLock { $0.healedAt = scheduler.elapsed }
        startObserver()
    }

    /// Something that must never be; it makes the run fail.
    func surprise(_ what: String) {
        trace.note("SURPRISE \(what)", at: scheduler.elapsed)
        state.withLock { $0.surprises.append(what) }
    }

    private func finish(_ outcome: SimulationScheduler.Outcome) -> RunReport {
        let steps = scheduler.steps
        let digest = trace.digest
        // What is left is taken down, so that the next world has the memory.
        for life in state.withLock({ Array($0.lives.values) }).sorted(by: { $0.node.number < $1.node.number }) { life.node.kill() }
        let ledgers = Mutex(Ledgers())
        let collected = Signal()
        world.spawn {
            do {
                let all = try await self.collect()
                ledgers.withLock { $0 = all }
            } catch { self.surprise("the ledgers cannot be collected: \(error)") }
            collected.set()
        }
        _ = scheduler.run(for: .seconds(60)) { collected.isSet }
        if state.withLock({ $0.isFinished }) { checkOrphans(ledgers.withLock { $0 }) }
        // Processes know the world that ends them, and it them: whoever keeps the one keeps the other.
        defer {
            scheduler.unwind()
            state.withLock { $0.lives = [:] }
        }
        return state.withLock { state in
            RunReport(
                scenario: scenario, outcome: outcome, ledgers: ledgers.withLock { $0 }, isFinished: state.isFinished, surprises: state.surprises,
                digest: digest, steps: steps, virtualTime: scheduler.elapsed, healedAt: state.healedAt,
                firstEndAfterHealing: state.firstEndAfterHealing, endedAt: state.endedAt,
                unfired: scenario.forced.filter { !director.fired.contains($0) },
                faults: director.counts, lines: trace.lines)
        }
    }
}
