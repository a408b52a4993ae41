import FleetCore
import FleetTesting
import Foundation
import Glibc
import JSON
import Testing

extension EndToEnd {
    @Suite("Workers that come and go", .serialized, .kcat, .kafka)
    struct ScalingTests {
        /// Many shards of the least size: enough work for a second worker to find some left.
        private static let megabytes = 10

        @Test("A second sanitizer takes over part of the shards, and one that is asked to end loses none")
        func aSecondWorkerSharesAndOneMayLeave() async throws {
            let kafka = try await RealKafka.start()
            defer { kafka.stop() }
            var plan = try SeparateFleet("scaling", brokers: kafka.bootstrap)
            plan.slots = 1
            let separate = plan
            try await withFleet({ try await separate.start(["sanitizer": 1]) }) { fleet in
                let results = try TopicReader("modelops.results", brokers: fleet.brokers, folder: fleet.folder + "/results")
                fleet.add(results.process)
                let raw = try Self.writeManyRows(to: fleet.folder + "/many.jsonl")
                try await Kcat.submit(JobText.dataOnly(key: "many", sources: [raw]), to: fleet)
                let id = try await fleet.job("many")
                let first = try await results.first("the plan of the shards") { $0.type == "modelops.task.completed" }
                let second = try separate.addWorker("sanitizer", to: fleet)
                let other = try await results.first("a shard done by the second worker") { message in
                    message.type == "modelops.task.completed" && message.body["worker"] != first.body["worker"]
                }
                #expect(other.body["worker"]?.string?.isEmpty == false)
                #expect(try await second.stop() == .exited(0))

                let end = try await fleet.end(ofJob: "many")
                try #require(end["state"]?.string == "succeeded", "\(JobText.text(end))")
                let stages = try await fleet.api.job(id)["stages"]?.array ?? []
                let sanitize = try #require(stages.first { $0["stage"]?.string == "sanitize" })
                #expect(sanitize["failures"]?.integer == 0)
                #expect(sanitize["completed"]?.integer == sanitize["tasks"]?.integer)
            }
        }

        private static func writeManyRows(to path: String) throws -> String {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            let file = try #require(FileHandle(forWritingAtPath: path))
            var number = 0
            var written = 0
            while written < megabytes << 20 {
                let lines = (number..<number + 5000).map(Tickets.line).joined(separator: "\n") + "\n"
                try file.write(contentsOf: Data(lines.utf8))
                number += 5000
                written += lines.utf8.count
            }
            try file.close()
            return path
        }
    }
}
