import FleetCore
import FleetTesting
import Testing

extension Faults {
    @Suite("Object storage that fails", .serialized, .kafka, .long)
    struct StorageFaultTests {
        @Test("Refusals, lost and cut answers, resets and silence of the object storage lose no job and leave whole artifacts only")
        func storage() async throws {
            var plan = FaultPlan("object storage")
            plan.usesS3 = true
            try await FaultFleet.run(plan) { fleet in
                let storage = try #require(fleet.storage)
                let proxy = try #require(fleet.storageProxy)
                try await fleet.startAll(sanitizers: 2, trainers: 1)
                try await fleet.submit("fair", .tuned)
                try await fleet.succeed("fair")

                for percent in [10, 30] {
                    storage.befall(percent: percent)
                    let keys = (0..<5).map { "storm-\(percent)-\($0)" }
                    try await fleet.submit(keys, .tuned)
                    try await fleet.succeed(keys, within: .seconds(180))
                    storage.befall(percent: 0)
                }
                for (name, fault) in [("reset", ProxyFault.reset), ("silent", .blackhole), ("slow", .slow(bytesPerSecond: 20_000))] {
                    let keys = (0..<3).map { "\(name)-\($0)" }
                    try await fleet.submit(keys)
                    proxy.set(fault)
                    try await fleet.clock.sleep(for: .seconds(5))
                    proxy.heal()
                    try await fleet.progress(in: "object storage \(name) for 5 s", of: keys)
                }
            }
        }
    }
}
