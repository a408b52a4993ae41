import FleetCore
import FleetTesting
import Foundation
import Glibc
import Messaging
import Testing

extension Faults {
    @Suite("Brokers that fail for long", .serialized, .kafka, .long)
    struct LongBrokerTests {
        @Test("A broker that cannot be reached for three minutes: nobody spins, and everything goes on by itself")
        func unreachable() async throws {
            try await FaultFleet.run(FaultPlan("broker unreachable")) { fleet in
                let proxy = try #require(fleet.brokerProxy)
                try await fleet.startAll(sanitizers: 2, trainers: 1)
                let keys = (0..<10).map { "unreachable-\($0)" }
                try await fleet.submit(keys)
                proxy.set(.blackhole)
                let before = try fleet.processorSeconds()
                try await fleet.clock.sleep(for: .seconds(180))
                let share = (try fleet.processorSeconds() - before) / 180 / Double(fleet.ours.count)
                FaultResults.shared.measure("broker unreachable for 180 s", figure: share * 100, unit: "% of a core, each process", limit: 5)
                proxy.heal()
                try await fleet.progress(in: "broker unreachable for 180 s", of: keys)
            }
        }

        @Test("Three brokers, each of them killed in turn under full acknowledgement, leaders moving with them")
        func threeNodes() async throws {
            var plan = FaultPlan("three brokers")
            plan.nodes = 3
            try await FaultFleet.run(plan) { fleet in
                try await fleet.startAll(sanitizers: 2)
                for node in 1...3 {
                    let keys = (0..<10).map { "node-\(node)-\($0)" }
                    try await fleet.submit(keys)
                    try await fleet.kafka.kill(node: node)
                    try await fleet.progress(in: "broker \(node) of 3 killed", of: keys)
                    try await fleet.kafka.restart(node: node)
                }
                // The last one has come back without leading anything: an election moves leaders while every broker lives.
                let keys = (0..<20).map { "elected-\($0)" }
                try await fleet.submit(keys)
                try await fleet.kafka.electPreferredLeaders(folder: fleet.folder + "/election")
                try await fleet.progress(in: "leaders moved by an election", of: keys)
            }
        }

        @Test("Topics that are deleted and made anew while jobs run", arguments: ["modelops.tasks.sanitize", "modelops.results", "modelops.control"])
        func topicsAnew(topic: String) async throws {
            var plan = FaultPlan("topic anew " + topic)
            // What stood on the old topic is gone.
            plan.hasAllRecords = false
            try await FaultFleet.run(plan) { fleet in
                try await fleet.startAll(sanitizers: 2)
                let keys = (0..<5).map { "anew-\($0)" }
                try await fleet.submit(keys)
                _ = try await fleet.kafka.tool("topics", "--bootstrap-server", fleet.bootstrap, "--delete", "--topic", topic, folder: fleet.folder + "/tool")
                try await fleet.until("the topic to be gone") {
                    try await fleet.client.administration().partitionCounts(of: nil)[topic] == nil
                }
                try await fleet.applyTopics()
                try await fleet.progress(in: "\(topic) made anew", of: keys, within: .seconds(400))
            }
        }

        @Test("A full disk under the state: new work waits, nothing is torn, and it goes on once there is room", .enabled(if: geteuid() == 0, "a small disk needs root"))
        func fullDisk() async throws {
            try await FaultFleet.run(FaultPlan("disk full")) { fleet in
                let disk = try SmallDisk(at: fleet.folder + "/state", megabytes: 24)
                fleet.afterwards { disk.unmount() }
                try await fleet.startAll(sanitizers: 1)
                try await fleet.submit("before")
                try await fleet.succeed("before")
                try disk.fill()
                let keys = (0..<20).map { "full-\($0)" }
                try await fleet.submit(keys)
                try await fleet.clock.sleep(for: .seconds(10))
                try disk.makeRoom()
                try await fleet.progress(in: "disk full for 10 s", of: keys)
            }
        }
    }
}
