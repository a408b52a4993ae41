import FleetCore
import Testing

/// The known counterexamples, step by step: with the rule each ends well; without it the promise breaks.
struct TraceTests {
    /// Takes the steps that are possible, in their order.
    private func walk(_ rules: ProtocolRules, isChargeable: Bool, _ steps: [ProtocolStep]) -> Set<ProtocolViolation> {
        var world = ProtocolWorld(rules: rules, isChargeable: isChargeable, bounds: .none)
        for step in steps where world.steps.contains(step) { world.take(step) }
        return world.broken
    }

    private func check(_ rule: ProtocolRules, _ promise: ProtocolViolation, isChargeable: Bool = true, _ steps: [ProtocolStep]) {
        #expect(walk(.all, isChargeable: isChargeable, steps).isEmpty)
        #expect(walk(ProtocolRules.all.subtracting(rule), isChargeable: isChargeable, steps).contains(promise), "the trace shows nothing any more")
    }

    /// An attempt is taken up, read and begun.
    private func begin(_ attempt: Int, by worker: Int) -> [ProtocolStep] {
        [.dispatch, .publish, .take(worker, message: 0), .apply(worker), .acknowledge(worker, attempt)]
    }

    /// The first execution has its permit, is paused before its call, and loses its lease.
    private var loseFirst: [ProtocolStep] {
        begin(1, by: 0) + [.publish, .readControl(0), .prepare(0, 1), .pause(0), .pass, .look, .apply(1), .expireLease, .fireTimer]
    }

    @Test func aPermitPerAttemptPaysTwice() {
        check(
            .onePermitPerIntent, .createdTwice,
            loseFirst + begin(2, by: 1) + [.publish, .readControl(1), .prepare(1, 2), .create(1, 2), .wake(0), .create(0, 1)])
    }

    @Test func grantingAfterAnEmptySearchPaysTwice() {
        check(
            .noGrantAfterEmptySearch, .createdTwice,
            loseFirst + begin(2, by: 1) + [.searchInVain(1, 2), .apply(1), .fireTimer] + begin(3, by: 1)
                + [.publish, .readControl(1), .prepare(1, 3), .create(1, 3), .wake(0), .create(0, 1)])
    }

    @Test func aSecondExecutionThatIsNotRefusedPaysTwice() {
        // The offset is not committed yet when the group hands the message to the other worker.
        let first: [ProtocolStep] = [
            .dispatch, .publish, .take(0, message: 0), .apply(0), .rebalance, .acknowledge(0, 1), .publish, .readControl(0), .prepare(0, 1),
            .create(0, 1),
        ]
        let second: [ProtocolStep] = [
            .take(1, message: 0), .apply(1), .acknowledge(1, 1), .publish, .readControl(1), .prepare(1, 1), .create(1, 1),
        ]
        check([.secondExecutionIsRefused, .onePermitPerIntent], .createdTwice, first + second)
    }

    @Test func withoutTheFenceALateResultCounts() {
        check(
            .resultsAreFenced, .fencedApplied, isChargeable: false,
            [.dispatch, .publish, .pass, .look, .apply(0), .apply(1), .endDispatch]
                + [.take(0, message: 0), .acknowledge(0, 1), .finish(0, 1), .apply(0), .apply(0)])
    }

    @Test func leasesThatIgnoreLagExpireTheLiving() {
        check(.leasesAwaitReading, .leaseOfLiving, isChargeable: false, begin(1, by: 0) + [.pass, .look, .expireLease])
    }

    @Test func aDispatchDeadlineThatIgnoresLagKillsTheLiving() {
        check(
            .deadlinesAwaitReading, .deadlineKillsLiving, isChargeable: false,
            [.dispatch, .publish, .take(0, message: 0), .pass, .look, .endDispatch])
    }

    @Test func aSecondVoiceStopsTheLiving() {
        // The acceptance lies on another partition than the beat: the beat is read first, and its execution is told to stop.
        check(
            .oneVoicePerWorker, .lagStopsLiving, isChargeable: false,
            [.dispatch, .publish, .take(0, message: 0), .acknowledge(0, 1), .pass, .apply(0)])
    }
}
