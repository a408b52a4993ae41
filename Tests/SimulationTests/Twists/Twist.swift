import FleetCore
import FleetTesting

/// What a seed is about beside its chance: the first job is led to a place in the machines that chance alone would seldom find.
/// Each seed has one, in turn, and everything else that goes wrong goes wrong around it.
enum Twist: CaseIterable {
    case none
    // Jobs.
    case pausedAtTheLastStep, pausedWhileItWaits, uselessWhilePaused, impossibleWhilePaused, uselessBesideOthers, providerWithdrawn, nobodyCanDoIt
    // Tasks.
    case unreadableTask, lostTask, refusedTask, refusedStatus, unwritableTimer, forgottenDispatch
    // Money.
    case cancelledBeforeItsBudget, throttledThenCancelled, refusedCreate, lateAnswer, veryLateAnswer, lateRefusal, lateRefusalOfACancelledJob
    case interruptedSearch, unreadableCreate, unreadablePoll, unreadablePollOfAnAdopted, nobodyFindsIt, failsBesideItsCreate, madeAfterAPersonSaidNo,
        refusedWhileSearched
    // What lives at the provider.
    case cancelledInventory, strays
    // What people do with what came of it.
    case runAgain, runAgainFromItsTraining

    static func of(_ seed: UInt64) -> Twist { allCases[Int(seed % UInt64(allCases.count))] }

    /// Of the seeds of this twist: chains of money are long, and chance breaks them.
    private var shareWithoutChance: Double {
        switch self {
        case .cancelledBeforeItsBudget, .refusedCreate, .unreadableCreate, .throttledThenCancelled, .lateAnswer, .veryLateAnswer, .lateRefusal,
            .lateRefusalOfACancelledJob, .interruptedSearch, .unreadablePoll,
            .unreadablePollOfAnAdopted, .madeAfterAPersonSaidNo, .refusedWhileSearched, .unwritableTimer, .forgottenDispatch:
            0.9
        default: 0.4
        }
    }

    /// Whether the first job trains at the provider.
    private var isRemote: Bool {
        switch self {
        case .none, .pausedAtTheLastStep, .impossibleWhilePaused: false
        default: true
        }
    }

    func turn(_ scenario: inout Scenario, _ random: SeededRandom) {
        guard self != .none, !scenario.jobs.isEmpty else { return }
        var job = JobScript(key: scenario.jobs[0].key, tenant: scenario.jobs[0].tenant)
        job.provider = isRemote ? "openai-eu" : "local"
        // For most of them chance stays out of it: else a long chain of events would hardly ever come to its end.
        if random.fraction() < shareWithoutChance {
            scenario.rates = .none
            scenario.disasters = nil
            scenario.workTroubles = 0
            scenario.jobs = [job]
        }
        turn(&job, &scenario)
        scenario.jobs[0] = job
        scenario.faultPhase = max(scenario.faultPhase, .seconds(100))
    }

    private func turn(_ job: inout JobScript, _ scenario: inout Scenario) {
        switch self {
        case .none, .pausedAtTheLastStep, .pausedWhileItWaits, .uselessWhilePaused, .impossibleWhilePaused, .uselessBesideOthers, .providerWithdrawn,
            .nobodyCanDoIt:
            turnJob(&job)
        case .unreadableTask, .lostTask, .refusedTask, .refusedStatus, .unwritableTimer, .forgottenDispatch: turnTask(&job)
        case .cancelledInventory:
            scenario.inventories = .seconds(30)
            // The worker is not told in time, and does what nobody wants any more.
            job.moments = (1...20).flatMap { number in
                let lost = (1...3).map { ForcedFault("produce.modelops.control modelops.execution.stop", role: "coordinator", occurrence: $0, .lose) }
                return lost.map { Moment(step: "inventory", occurrence: number, deed: .force($0)) }
                    + [Moment(step: "inventory", occurrence: number, holds: .seconds(2), deed: .cancelInventory)]
            }
        case .strays:
            scenario.inventories = .seconds(40)
            scenario.strays = 5
        case .runAgain:
            job.isRerun = true
            job.isPromoted = true
            job.members = #""evaluate": {"gates": [{"metric": "exact_match", "min": 0.7}]}"#
        case .runAgainFromItsTraining:
            job.isRerun = true
            job.isTrainedAgain = true
            job.isPromoted = true
        default: turnMoney(&job, &scenario)
        }
    }

    private func turnJob(_ job: inout JobScript) {
        func pause(at step: String) -> Moment { Moment(step: step, holds: .seconds(6), deed: .command("pause")) }
        switch self {
        case .pausedAtTheLastStep:
            job.members = #""evaluate": false"#
            job.moments = [pause(at: "run")]
        case .pausedWhileItWaits:
            job.moments = [1, 2].flatMap { number in
                [
                    Moment(step: "poll", occurrence: number, after: .seconds(4), deed: .command("pause")),
                    Moment(step: "poll", occurrence: number, after: .seconds(12), deed: .command("resume")),
                ]
            }
        case .uselessWhilePaused:
            job.isUseless = true
            job.moments = [pause(at: "plan")]
        case .impossibleWhilePaused:
            job.impossibleAt = "run"
            job.moments = [pause(at: "run")]
        case .uselessBesideOthers:
            job.isUseless = true
            job.uselessAt = "shard"
            job.shards = 4
        case .providerWithdrawn:
            job.provider = "openai-old"
            job.moments = [Moment(step: "merge", holds: .seconds(12), deed: .withdraw("openai-old"))]
        case .nobodyCanDoIt:
            job.provider = "openai-none"
            // The word that it waits cannot be said, and nothing of it is with a worker: it fails out of its waiting.
            job.moments = [
                Moment(
                    step: "merge", after: .seconds(4), holds: .seconds(3),
                    deed: .force(ForcedFault("produce.modelops.jobs.status modelops.job.waiting", role: "coordinator", .refuse)))
            ]
            job.tenant = TenantName("default")
        default: break
        }
    }

    private func turnTask(_ job: inout JobScript) {
        func force(_ operation: String, _ fault: SimulatedFault, at step: String, occurrence: Int = 1) -> Moment {
            Moment(step: step, deed: .force(ForcedFault(operation, role: "coordinator", occurrence: occurrence, fault)))
        }
        switch self {
        case .unreadableTask: job.moments = [force("produce.modelops.tasks.sanitize", .garble, at: "plan")]
        case .lostTask: job.moments = [force("produce.modelops.tasks.sanitize", .lose, at: "plan")]
        case .refusedTask:
            job.shards = 6
            job.moments = [force("produce.modelops.tasks.sanitize", .refuse, at: "plan")]
        case .refusedStatus:
            job.tenant = TenantName("default")
            job.shards = 8
            job.moments = [force("produce.modelops.jobs.status", .refuse, at: "shard")]
        case .unwritableTimer:
            // The timer cannot be fired with others, and not alone: its task is given up.
            job.moments = [
                force("store.write fire timers", .refuse, at: "poll"), force("store.write fire timers", .refuse, at: "poll", occurrence: 2),
            ]
        case .forgottenDispatch:
            job.moments = [
                Moment(step: "merge", holds: .seconds(1), deed: .stand("trainer", .seconds(9))),
                Moment(step: "merge", after: .milliseconds(4500), deed: .disaster(.brokerForgets)),
            ]
        default: break
        }
    }
}
