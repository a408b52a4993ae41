import FleetCore
import FleetTesting
import Foundation
import Glibc
import JSON
import Testing

extension EndToEnd {
    @Suite("Separate processes on Apache Kafka and PostgreSQL", .serialized, .localModels, .kcat, .kafka, .postgres)
    struct SeparateProcessesTests {
        private static let twoOfEach = Dictionary(uniqueKeysWithValues: SeparateFleet.workerKinds.map { ($0, 2) })

        @Test("A trainer that is killed in the middle costs time only: another one goes on from its checkpoint", arguments: ["4.3", "3.9"])
        func aKilledTrainerCostsOnlyTime(release: String) async throws {
            let kafka = try await RealKafka.start(["--kafka", release])
            defer { kafka.stop() }
            var plan = try SeparateFleet("kafka-\(release)", brokers: kafka.bootstrap)
            plan.store = try PostgresTestServer.address()
            plan.lease = "6s"
            plan.sweep = "1s"
            let separate = plan
            try await withFleet({ try await separate.start(Self.twoOfEach) }) { fleet in
                let raw = try Tickets.write(SharedFleet.rows, to: fleet.folder + "/tickets.jsonl")
                try await Kcat.submit(JobText.whole(key: "killed", sources: [raw], steps: 600, checkpointEvery: 20), to: fleet)
                let id = try await fleet.job("killed")
                try await fleet.trainingHasCheckpoint(job: id)
                try await fleet.workerWithChild("trainer").kill()

                let end = try await fleet.end(ofJob: "killed")
                try #require(end["state"]?.string == "succeeded", "\(JobText.text(end))")
                #expect(end["result"]?["verdict"]?.string == "gates_passed")
                let lines = try await fleet.api.get("/v1/jobs/\(id)/logs?stage=train")["lines"]?.array ?? []
                #expect(lines.contains { $0["line"]?.string?.contains("going on after step") == true }, "\(lines)")
                try await fleet.expectOrderlyTopics(job: id)
            }
        }

        @Test(
            "kcat, Python, Java and HTTP submit alike, and the in-process fleet comes to the same", .client(.python), .client(.java))
        func everyClientEndsAlike() async throws {
            let kafka = try await RealKafka.start()
            defer { kafka.stop() }
            var plan = try SeparateFleet("clients", brokers: kafka.bootstrap)
            plan.store = try PostgresTestServer.address()
            let inProcess = try Outcome(await SharedFleet.finishedJob.get())
            // The same file: a dataset version names the sources that it was made from.
            let origin = try await SharedFleet.embedded.get().folder
            plan.sourceRoots.append(origin)
            let separate = plan
            try await withFleet({ try await separate.start(Self.twoOfEach) }) { fleet in
                let raw = origin + "/tickets.jsonl"
                func job(_ key: String) -> JSONValue { JobText.whole(key: key, sources: [raw], name: "by-\(key)") }
                async let python = ClientLibrary.python.submit(job("python"), to: fleet)
                async let java = ClientLibrary.java.submit(job("java"), to: fleet)
                try await Kcat.submit(job("kcat"), to: fleet)
                #expect(try await fleet.api.send("POST", "/v1/jobs", job("http")).status == 201)
                // Theirs first: a client that could not submit leaves no job to wait for.
                for run in try await [python, java] { #expect(run.end == .exited(0), "\(run.output)") }
                for key in ["kcat", "python", "java", "http"] {
                    #expect(try await Outcome(fleet.end(ofJob: key)) == inProcess, "\(key)")
                    try await fleet.expectOrderlyTopics(job: try await fleet.job(key))
                }
            }
        }
    }
}

extension Fleet {
    /// The worker of a kind that has a Python process at work.
    func workerWithChild(_ kind: String) async throws -> TestProcess {
        let clock = SystemClock()
        let workers = processes.filter { $0.name.hasPrefix(kind) }
        return try await clock.withTimeout(.seconds(30), waitingFor: "a \(kind) with a child") {
            while true {
                if let busy = workers.first(where: { $0.isRunning && Self.hasChild($0.id) }) { return busy }
                try await clock.sleep(for: .milliseconds(50))
            }
        }
    }

    /// A child may have been started by any thread of its parent.
    private static func hasChild(_ id: Int32) -> Bool {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/task")) ?? []
        return threads.contains { FileManager.default.contents(atPath: "/proc/\(id)/task/\($0)/children")?.isEmpty == false }
    }

    /// The event topic has every transition of a job in order, and the newest snapshot of the status topic is its end.
    func expectOrderlyTopics(job id: String) async throws {
        let last = try await events.first("the last event of \(id)") { $0.body["job_id"]?.string == id && $0.type == "modelops.job.succeeded" }
        let told = events.messages.filter { $0.body["job_id"]?.string == id && $0.body["stage"] == nil && $0.offset <= last.offset }
        let moves = told.map { (from: $0.body["from"]?.string ?? "", to: $0.body["state"]?.string ?? "") }
        #expect(moves.last?.to == "succeeded")
        for (former, next) in zip(moves, moves.dropFirst()) { #expect(former.to == next.from, "\(moves)") }
        let stages = events.messages.filter { $0.body["job_id"]?.string == id && $0.body["stage"] != nil }
        for (stage, moves) in Dictionary(grouping: stages, by: { $0.body["stage"]?.string ?? "" }) {
            for (former, next) in zip(moves, moves.dropFirst()) {
                #expect(former.body["state"]?.string == next.body["from"]?.string, "\(stage)")
            }
            #expect(["succeeded", "skipped"].contains(moves.last?.body["state"]?.string), "\(stage)")
        }
        let snapshots = status.messages.filter { $0.key == id }
        let newest = snapshots.max { ($0.body["revision"]?.integer ?? 0) < ($1.body["revision"]?.integer ?? 0) }
        #expect(newest?.body["state"]?.string == "succeeded")
        #expect(snapshots.last?.body["revision"]?.integer == newest?.body["revision"]?.integer, "nothing older follows the newest")
    }
}
