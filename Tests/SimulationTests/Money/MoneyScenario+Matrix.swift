import FleetCore
import FleetTesting

extension MoneyScenario {
    private static func between(_ least: Int, _ most: Int, _ random: SeededRandom) -> Duration {
        .milliseconds(Int64(Double(least) * 1000 + random.fraction() * Double(most - least) * 1000))
    }

    static let matrix: [MoneyScenario] = [
        MoneyScenario(
            row: 4, name: "the trainer is killed after the grant, before its create", creates: 0...0, permits: ["needs_review"], jobs: ["failed"]
        ) { scenario, _ in
            scenario.forced = [ForcedFault("provider.create", .crashBefore)]
        },
        MoneyScenario(
            row: 5, name: "the trainer is killed when its create was sent", permits: ["adopted"], jobs: ["succeeded"]
        ) { scenario, random in
            scenario.forced = [ForcedFault("provider.create", .crashAfter)]
            scenario.listingLag = between(0, 8, random)
        },
        MoneyScenario(
            row: 21, name: "a worker stands still for longer than its lease and wakes up", permits: ["settled", "adopted"], jobs: ["succeeded"],
            alwaysFires: false
        ) { scenario, random in
            let places = [
                ("provider.find", "trainer"), ("provider.status", "trainer"), ("objects.finish", "sanitizer"),
                ("produce.modelops.results", "trainer"),
            ]
            let place = places[Int(random.next() % 4)]
            let pause = between(12, 40, random)
            scenario.sanitizers = 2
            scenario.forced = [
                ForcedFault(
                    place.0, role: place.1, occurrence: 1 + Int(random.next() % 3), random.next() % 2 == 0 ? .pauseBefore(pause) : .pauseAfter(pause))
            ]
        },
        MoneyScenario(
            row: 54, name: "the answer to the create is lost", permits: ["adopted"], jobs: ["succeeded"]
        ) { scenario, _ in
            scenario.forced = [ForcedFault("provider.create", .failAfter)]
        },
        MoneyScenario(
            row: 55, name: "the answer is lost, and the object is listed up to two minutes late", permits: ["adopted", "needs_review"],
            jobs: ["succeeded", "failed"]
        ) { scenario, random in
            scenario.forced = [ForcedFault("provider.create", random.next() % 2 == 0 ? .failAfter : .crashAfter)]
            scenario.searchGrace = .seconds(60)
            scenario.listingLag = .seconds(120)
        },
        MoneyScenario(
            row: 56, name: "the holder stands still before its call, loses its lease, and sends after all",
            permits: ["settled", "adopted", "needs_review"], jobs: ["succeeded", "failed"], alwaysFires: false
        ) { scenario, random in
            scenario.forced = [ForcedFault("provider.create", .pauseBefore(between(5, 70, random)))]
            if random.next() % 2 == 0 { scenario.forced.append(ForcedFault("provider.find", role: "trainer", occurrence: 2, .crashBefore)) }
        },
        MoneyScenario(
            row: 97, name: "two executions of one attempt reach the chargeable step", permits: ["settled", "adopted"], jobs: ["succeeded"],
            alwaysFires: false
        ) { scenario, random in
            scenario.trainers = 3
            // Every task is sent twice, offsets are not committed, and the group hands its partitions on all the time.
            scenario.forced = (1...12).map { ForcedFault("produce.modelops.tasks.train", occurrence: $0, .duplicate) }
            scenario.forced += (1...40).map { ForcedFault("broker.commit", role: "trainer", occurrence: $0, .failBefore) }
            scenario.allowedDisasters = [.rebalance]
            scenario.disasters = between(1, 3, random)
        },
        MoneyScenario(
            row: 98, name: "a cancel while the permit is granted and the answer unknown", creates: 0...1,
            permits: ["settled", "adopted", "released", "needs_review"], jobs: ["cancelled", "succeeded", "failed"], alwaysFires: false
        ) { scenario, random in
            let faults: [SimulatedFault] = [.failAfter, .crashAfter, .pauseAfter(between(1, 30, random)), .pauseBefore(between(1, 30, random))]
            scenario.forced = [ForcedFault("provider.create", faults[Int(random.next() % 4)])]
            scenario.jobs[0].commands = [.init(at: between(2, 25, random), word: "cancel")]
            scenario.searchGrace = .seconds(15)
        },
    ]
}
