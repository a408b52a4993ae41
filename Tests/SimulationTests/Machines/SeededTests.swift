import FleetCore
import Testing

/// Two hundred seeds of faults over the machines: crash, pause, drop, duplicate, delay, reorder between workers, lost control, lag.
struct SeededTests {
    @Test(arguments: [true, false])
    func noSeedBreaksAPromise(isChargeable: Bool) {
        for seed in UInt64(1)...200 {
            let random = SeededRandom(seed: seed)
            var world = MachineWorld(isChargeable: isChargeable)
            for _ in 0..<120 { step(&world, random) }
            heal(&world)
            #expect(world.violations.isEmpty, "seed \(seed): \(world.violations)")
            #expect(world.creates <= 1, "seed \(seed)")
            #expect(world.ends == 1, "seed \(seed): one terminal state")
            #expect(world.guarded.task.state.isTerminal, "seed \(seed): everything ends when the faults stop")
            #expect(world.guarded.permit?.state.isOpen != true, "seed \(seed)")
        }
    }

    private func step(_ world: inout MachineWorld, _ random: SeededRandom) {
        func pick(_ count: Int) -> Int { Int(random.next() % UInt64(max(count, 1))) }
        let worker = pick(2)
        let execution = pick(world.workers[worker].executions.count)
        switch pick(24) {
        case 0, 1: if world.guarded.isDispatchable { world.dispatch() }
        // Any message, again and again: duplicates, redelivery after a rebalance.
        case 2, 3: world.take(pick(world.runs.count), by: worker)
        case 4...8: world.apply(Int32(pick(2)))
        case 9, 10: world.beat(worker)
        case 11, 12: world.readGrant(pick(world.control.count))
        case 13, 14: world.work(worker, execution)
        case 15: world.work(worker, execution, losesAnswer: true)
        case 16: world.crash(worker, execution)
        case 17: world.pause(worker, execution, random.next() % 2 == 0)
        case 18: world.sendPrepared(worker, execution)
        case 19, 20: world.pass(pick(40))
        case 21: world.sweep()
        case 22: world.fireTimer()
        default:
            if pick(12) == 0 { world.cancel() }
            world.isListed = pick(4) != 0
        }
    }

    /// The faults stop: everything is read, answered and done.
    private func heal(_ world: inout MachineWorld) {
        world.isListed = true
        for round in 0..<60 where !world.guarded.task.state.isTerminal || round == 0 {
            for worker in 0..<2 {
                for index in world.workers[worker].executions.indices { world.pause(worker, index, false) }
                world.beat(worker)
            }
            for partition: Int32 in [0, 1, 2] { for _ in 0..<400 { world.apply(partition) } }
            for index in world.control.indices { world.readGrant(index) }
            for worker in 0..<2 { for index in world.workers[worker].executions.indices { world.work(worker, index) } }
            for partition: Int32 in [0, 1, 2] { for _ in 0..<400 { world.apply(partition) } }
            world.pass(125)
            world.sweep()
            world.sweep()
            world.fireTimer()
            if world.guarded.isDispatchable {
                world.dispatch()
                world.take(world.runs.count - 1, by: round % 2)
            }
        }
    }
}
