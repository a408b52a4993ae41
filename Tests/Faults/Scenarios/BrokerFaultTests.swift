import FleetCore
import FleetTesting
import Testing

extension Faults {
    @Suite("A broker that is away", .serialized, .kafka)
    struct BrokerFaultTests {
        @Test("A broker that is killed, cut off or silent for a while costs time only")
        func away() async throws {
            try await FaultFleet.run(FaultPlan("broker away")) { fleet in
                let proxy = try #require(fleet.brokerProxy)
                try await fleet.startAll(sanitizers: 2)
                let first = (0..<10).map { "killed-\($0)" }
                try await fleet.submit(first)
                try await fleet.kafka.kill()
                try await fleet.clock.sleep(for: .seconds(2))
                try await fleet.kafka.restart()
                try await fleet.progress(in: "broker killed", of: first)

                let second = (0..<10).map { "cut-\($0)" }
                try await fleet.submit(second)
                for _ in 0..<5 {
                    proxy.cutAll()
                    try await fleet.clock.sleep(for: .milliseconds(200))
                }
                try await fleet.progress(in: "connections cut", of: second)

                let third = (0..<10).map { "silent-\($0)" }
                try await fleet.submit(third)
                proxy.set(.blackhole)
                try await fleet.clock.sleep(for: .seconds(8))
                proxy.heal()
                try await fleet.progress(in: "broker silent for 8 s", of: third)
            }
        }
    }
}

extension FaultFleet {
    /// A job sent after the healing ends within a minute, and so do all that were under way.
    func progress(in scenario: String, of keys: [String], within limit: Duration = .seconds(120)) async throws {
        let healed = clock.now()
        let fresh = scenario + ", healed"
        try await submit(fresh)
        try await succeed(fresh, within: limit)
        let seconds = (clock.now() - healed).inSeconds
        FaultResults.shared.measure(scenario, runs: keys.count, figure: seconds, unit: "s to progress after healing", limit: 60)
        try await succeed(keys, within: limit)
    }
}
