import FleetCore
import Testing

/// The known counterexamples: with the rule each ends well; without it the promise breaks.
struct TraceTests {
    /// Without `rule` the trace must break a promise; with all rules it must not.
    private func check(_ rule: ProtocolRules, isChargeable: Bool = true, _ trace: (inout MachineWorld) -> Void) {
        var sound = MachineWorld(isChargeable: isChargeable)
        trace(&sound)
        #expect(sound.violations.isEmpty)
        var broken = MachineWorld(rules: ProtocolRules.all.subtracting(rule), isChargeable: isChargeable)
        trace(&broken)
        #expect(!broken.violations.isEmpty, "the trace shows nothing any more")
    }

    /// The first execution is granted, paused before its call, and loses its lease.
    private func loseFirst(_ world: inout MachineWorld) {
        world.dispatch()
        world.take(0, by: 0)
        world.apply(0)
        world.readGrant(0)
        world.pause(0, 0, true)
        world.pass(31)
        world.sweep()
        world.sweep()
    }

    @Test func aPermitPerAttemptPaysTwice() {
        check(.onePermitPerIntent) { world in
            loseFirst(&world)
            world.fireTimer()
            // A second attempt that would create: granted only where every acceptance binds the permit.
            world.dispatch()
            world.runs[world.runs.count - 1].isSearch = false
            world.take(world.runs.count - 1, by: 1)
            world.apply(1)
            world.readGrant(1)
            world.work(1, 0)
            world.pause(0, 0, false)
            world.sendPrepared(0, 0)
        }
    }

    @Test func grantingAfterAnEmptySearchPaysTwice() {
        check(.noGrantAfterEmptySearch) { world in
            loseFirst(&world)
            world.fireTimer()
            world.dispatch()
            world.take(1, by: 1)
            world.apply(1)
            world.work(1, 0)
            world.apply(1)
            world.fireTimer()
            world.dispatch()
            world.take(2, by: 1)
            world.apply(1)
            world.readGrant(1)
            world.work(1, 1)
            world.pause(0, 0, false)
            world.sendPrepared(0, 0)
        }
    }

    @Test func aSecondExecutionThatIsNotRefusedPaysTwice() {
        check([.secondExecutionIsRefused, .onePermitPerIntent]) { world in
            world.dispatch()
            world.take(0, by: 0)
            world.apply(0)
            world.readGrant(0)
            world.pause(0, 0, true)
            // A rebalance gives the same message to the other worker.
            world.take(0, by: 1)
            world.apply(1)
            world.readGrant(1)
            world.work(1, 0)
            world.pause(0, 0, false)
            world.sendPrepared(0, 0)
        }
    }

    @Test func withoutTheFenceALateResultCounts() {
        check(.resultsAreFenced, isChargeable: false) { world in
            world.dispatch()
            world.pass(121)
            world.sweep()
            world.sweep()
            world.take(0, by: 0)
            world.work(0, 0)
            world.apply(0)
            world.apply(0)
        }
    }

    @Test func leasesThatIgnoreLagExpireTheLiving() {
        check(.leasesAwaitReading, isChargeable: false) { world in
            world.dispatch()
            world.take(0, by: 0)
            world.apply(0)
            world.beat(0)
            world.pass(31)
            world.sweep()
            world.sweep()
        }
    }

    @Test func aDispatchDeadlineThatIgnoresLagKillsTheLiving() {
        check(.deadlinesAwaitReading, isChargeable: false) { world in
            world.dispatch()
            world.take(0, by: 0)
            world.pass(121)
            world.sweep()
            world.sweep()
        }
    }

    @Test func aSecondVoiceStopsTheLiving() {
        // The acceptance lies on another partition than the beat: the beat is read first, and its execution is told to stop.
        func isStopped(_ rules: ProtocolRules) -> Bool {
            var world = MachineWorld(rules: rules, isChargeable: false)
            world.dispatch()
            world.take(0, by: 0)
            world.beat(0)
            for partition: Int32 in [0, 0, 2] { world.apply(partition) }
            return world.workers[0].executions[0].isDone
        }
        #expect(!isStopped(.all))
        #expect(isStopped(ProtocolRules.all.subtracting(.oneVoicePerWorker)))
    }
}
