import FleetCore
import FleetTesting

/// A run of the simulated fleet: who takes part, what is wanted of them, and which faults come when. One scenario is one history.
///
/// `drawn(_:)` makes everything from a seed. A scenario of its own begins with `quiet(_:)` and forces what it is about:
///
///     var scenario = Scenario.quiet(seed)
///     scenario.jobs = [JobScript(key: "wish")]
///     scenario.forced = [ForcedFault("provider.create", .crashAfter)]          // the trainer dies, and its create was made
///     let report = FleetWorld(scenario).run()
///     #expect(report.isClean)
///     #expect(report.unfired.isEmpty)                                          // the fault did come
///     #expect(report.ledgers.calls.filter { $0.operation == .create }.count == 1)
///
/// `report.rows("permits")` and the other ledgers say what became of it. Calls are named in `ForcedFault`.
struct Scenario: Sendable {
    var seed: UInt64
    var jobs: [JobScript] = []
    var rates = FaultRates.none
    var forced: [ForcedFault] = []
    /// How often something larger goes wrong (a crash, a pause, an outage, a rebalance, a broker that forgets): about every so often; nil never.
    var disasters: Duration?
    /// Which larger things may happen; all where it is nil.
    var allowedDisasters: Set<Disaster>?
    /// Larger things that happen at a moment of their own.
    var strikes: [(at: Duration, disaster: Disaster)] = []
    /// How long faults may come; then everything is healed.
    var faultPhase: Duration = .seconds(120)
    /// Two: the second one is a standby on the same store.
    var coordinators = 1
    var sanitizers = 1
    var trainers = 2
    var evaluators = 1
    /// Who does what stands beside the training in a job's graph.
    var materializers: Int { jobs.contains { $0.members.contains("materialize") } ? 1 : 0 }
    /// Until a created object shows in searches, at most.
    var listingLag: Duration = .zero
    /// The share of remote jobs that fail at the provider.
    var remoteFailures = 0.0
    /// The share of executions that fail of themselves while faults come.
    var workTroubles = 0.0
    /// Calendar clocks are off by at most so much.
    var clockError: Duration = .zero
    var lease: Duration = .seconds(9)
    var searchGrace: Duration = .seconds(10)
    /// Whether somebody says in the end what became of every other intent that nobody could find.
    var personDecides = true
    var personDecidesAll = false
    /// How often an inventory of the provider is taken; nil: never.
    var inventories: Duration?
    /// Objects that somebody else leaves at the provider with this fleet's mark.
    var strays = 0
    /// After the healing every job must have ended within this.
    var patience: Duration = .seconds(1200)

    /// No fault comes by itself.
    static func quiet(_ seed: UInt64) -> Scenario { Scenario(seed: seed) }

    /// Everything from one seed.
    static func drawn(_ seed: UInt64) -> Scenario {
        let random = SeededRandom(seed: seed ^ 0x5CE7_A210)
        var scenario = Scenario(seed: seed)
        scenario.jobs = JobScript.drawn(1 + Int(random.fraction() * 4), from: random)
        if random.fraction() < 0.25 {
            scenario.inventories = .milliseconds(Int64(30_000 + random.fraction() * 40_000))
            scenario.strays = Int(random.fraction() * 4)
        }
        var rates = FaultRates()
        let strength = random.fraction() * 2
        rates.failing *= strength
        rates.slow *= strength
        rates.pausing *= random.fraction() * 2
        rates.crashing *= random.fraction() * 2
        rates.losing = random.fraction() < 0.5 ? 0 : rates.losing
        scenario.rates = rates
        scenario.disasters = random.fraction() < 0.15 ? nil : .milliseconds(Int64(3000 + random.fraction() * 20_000))
        if random.fraction() < 0.75 { scenario.allowedDisasters = Set(Disaster.allCases).subtracting([.brokerForgets]) }
        scenario.faultPhase = .milliseconds(Int64(30_000 + random.fraction() * 80_000))
        scenario.coordinators = random.fraction() < 0.4 ? 2 : 1
        scenario.sanitizers = random.fraction() < 0.5 ? 1 : 2
        scenario.trainers = random.fraction() < 0.3 ? 1 : 2
        scenario.listingLag = random.fraction() < 0.3 ? .seconds(25) : .seconds(3)
        scenario.remoteFailures = 0.1
        scenario.workTroubles = 0.12
        scenario.clockError = random.fraction() < 0.3 ? .seconds(30) : .milliseconds(500)
        Twist.of(seed).turn(&scenario, random)
        return scenario
    }
}

/// Something larger than one call.
enum Disaster: String, Sendable, CaseIterable {
    case topicIsMadeAnew, workerDies, coordinatorDies, processStands, processIsStopped, brokerIsAway, brokerForgets, resultsLag, rebalance,
        storeIsAway,
        providerIsAway,
        objectsAreAway, coordinatorStands, recordsExpire
}
