import FleetCore
import FleetTesting

/// What a chargeable call can come to. A lease of these scenarios lasts 9 s, a search waits 10 s, and three in vain are believed.
extension Twist {
    func turnMoney(_ job: inout JobScript, _ scenario: inout Scenario) {
        func create(_ fault: SimulatedFault) -> Moment { Moment(step: "create", deed: .force(ForcedFault("provider.create", fault), isHere: true)) }
        /// The next outcome of a trainer is nonsense when it arrives.
        func garble(at step: String) -> Moment {
            Moment(step: step, deed: .force(ForcedFault("produce.modelops.results modelops.task.completed", role: "trainer", .garble)))
        }
        switch self {
        case .cancelledBeforeItsBudget:
            job.moments = [
                Moment(step: "upload", holds: .seconds(5), deed: .command("pause")),
                Moment(step: "upload", after: .seconds(18), deed: .command("cancel")),
            ]
        case .throttledThenCancelled:
            job.moments = [create(.throttle(.seconds(40))), Moment(step: "create", after: .seconds(6), deed: .command("cancel"))]
        case .refusedCreate: job.moments = [create(.refuse)]
        case .lateAnswer:
            scenario.listingLag = .seconds(60)
            job.moments = [create(.pauseAfter(.seconds(16)))]
        case .veryLateAnswer:
            scenario.trainers = 2
            job.moments = [create(.pauseBefore(.seconds(90)))]
        case .lateRefusal: job.moments = [create(.failLate(.seconds(16)))]
        case .lateRefusalOfACancelledJob:
            job.moments = [create(.failLate(.seconds(18))), Moment(step: "create", after: .seconds(13), deed: .command("cancel"))]
        case .interruptedSearch:
            job.moments = [
                create(.failAfter),
                Moment(step: "create", occurrence: 2, deed: .force(ForcedFault("provider.find", .delayBefore(.seconds(30))), isHere: true)),
                Moment(step: "create", occurrence: 2, after: .milliseconds(200), deed: .drain),
            ]
        case .unreadableCreate: job.moments = [garble(at: "create")]
        case .unreadablePoll: job.moments = [garble(at: "poll")]
        case .unreadablePollOfAnAdopted: job.moments = [create(.failAfter), garble(at: "poll")]
        case .madeAfterAPersonSaidNo:
            scenario.personDecidesAll = true
            scenario.trainers = 2
            job.moments = [create(.pauseBefore(.seconds(140)))]
        case .refusedWhileSearched:
            // The search is still under way when the holder says that nothing was sent: it goes on under a right that may be granted again.
            scenario.trainers = 2
            job.moments = [
                create(.failLate(.seconds(24))),
                Moment(step: "create", occurrence: 2, deed: .force(ForcedFault("provider.find", .delayBefore(.seconds(8))), isHere: true)),
            ]
        case .failsBesideItsCreate:
            // The features fail for good while nobody knows whether the training was begun.
            job.members = #""materialize": {}"#
            job.impossibleAt = "run"
            job.moments = [create(.failAfter), Moment(step: "run", holds: .seconds(12), deed: .none)]
        case .nobodyFindsIt: job.moments = [create(.crashBefore)]
        default: break
        }
    }
}
