import FleetCore
import Testing

/// Seeds of long ways through the same world, further than the explorer goes.
struct SeededTests {
    @Test(arguments: [true, false])
    func noSeedBreaksAPromise(isChargeable: Bool) {
        for seed in UInt64(1)...300 {
            let random = SeededRandom(seed: seed)
            var world = ProtocolWorld(
                isChargeable: isChargeable, bounds: ProtocolBounds(attempts: 12, executions: 12, passes: 12), searches: seed % 2 == 0 ? 3 : 1)
            for _ in 0..<150 {
                let steps = world.steps
                guard !steps.isEmpty else { break }
                world.take(steps[Int(random.next() % UInt64(steps.count))])
                // Faults come again and again.
                if random.next() % 8 == 0 { world.faults = .all }
            }
            let hasEnded = world.heal()
            #expect(world.broken.isEmpty, "seed \(seed): \(world.broken)")
            #expect(hasEnded, "seed \(seed): everything ends when the faults stop")
            #expect(world.ends == 1, "seed \(seed): one terminal state")
        }
    }
}
