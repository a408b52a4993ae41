import FleetCore
import FleetTesting
import Foundation
import JSON
import Testing

extension EndToEnd {
    @Suite("The whole fleet in one process", .serialized, .localModels, .kcat)
    struct EmbeddedFleetTests {
        @Test("A job sent by kcat ends as a registered model")
        func jobByKcatEndsInTheRegistry() async throws {
            try await SharedFleet.use { fleet in
                let end = try await SharedFleet.finishedJob.get()
                try #require(end["state"]?.string == "succeeded", "\(JobText.text(end))")
                #expect(end["result"]?["verdict"]?.string == "gates_passed")
                #expect(end["result"]?["models"]?[0]?["aliases"]?.array?.compactMap(\.string).sorted() == ["candidate", "production"])
                let listed = try await fleet.modelops("models", "list")
                #expect(listed.output.contains("triage"))
            }
        }

        @Test("The evidence card names every system that was compared and what was paid")
        func evidenceCardIsPrinted() async throws {
            try await SharedFleet.use { fleet in
                _ = try await SharedFleet.finishedJob.get()
                let card = try await fleet.modelops("models", "show", "triage@production")
                try #require(card.end == .exited(0), "\(card.log)")
                for words in [
                    "untuned", "majority class", "naive Bayes", "tuned and optimised", "permits 0", "personal data removed: ", "quantize q8_0",
                ] {
                    #expect(card.output.contains(words), "\(words) is not in\n\(card.output)")
                }
            }
        }

        @Test("No name and no address of the raw data is left in the rows that were trained on")
        func noPersonalDataIsLeft() async throws {
            try await SharedFleet.use { fleet in
                _ = try await SharedFleet.finishedJob.get()
                let evidence = try await fleet.modelops("models", "show", "triage@candidate", "--json")
                let lines = try DatasetFiles.lines(of: try JSONReader.parse(Array(evidence.output.utf8)), in: fleet.artifacts)
                try #require(lines.count == SharedFleet.rows, "the evidence names \(lines.count) rows")
                let text = lines.joined(separator: "\n")
                for number in 0..<SharedFleet.rows {
                    let writer = Tickets.writer(number)
                    #expect(!text.contains(writer.address) && !text.contains(writer.name))
                }
                #expect(lines.allSatisfy { $0.contains("Case ") }, "what is not personal stays")
            }
        }

        @Test("A downloaded model has the digest that was registered, and says how to serve it")
        func downloadChecksDigests() async throws {
            try await SharedFleet.use { fleet in
                _ = try await SharedFleet.finishedJob.get()
                let got = try await fleet.modelops("models", "download", "triage@production", "--output", "downloaded")
                try #require(got.end == .exited(0), "\(got.log)")
                #expect(got.output.contains("digest right") && got.output.contains("serve it:"))
                let files = try FileManager.default.contentsOfDirectory(atPath: fleet.folder + "/downloaded")
                let file = try #require(files.first { $0.hasSuffix(".gguf") }, "\(files)")
                let sum = try await TestProcess.run(
                    "sha256sum", program: "/usr/bin/sha256sum", ["\(fleet.folder)/downloaded/\(file)"], folder: fleet.folder)
                let registered = try await fleet.api.get("/v1/models/triage/versions/production/artifact")
                #expect(sum.output.split(separator: " ").first.map(String.init) == registered["files"]?[0]?["sha256"]?.string)
            }
        }

        @Test("jobs list, show, why and logs tell what became of a job")
        func commandsTellAboutAJob() async throws {
            try await SharedFleet.use { fleet in
                let id = try #require(try await SharedFleet.finishedJob.get()["job_id"]?.string)
                let list = try await fleet.modelops("jobs", "list", "-l", "order=first", "--state", "succeeded")
                #expect(list.end == .exited(0) && list.output.contains(id))
                let other = try await fleet.modelops("jobs", "list", "-l", "order=nobody")
                #expect(other.end == .exited(0) && !other.output.contains(id))
                let shown = try await fleet.modelops("jobs", "show", id)
                for stage in ["sanitize", "train", "optimize", "evaluate", "register", "promote"] { #expect(shown.output.contains(stage)) }
                #expect(try await fleet.modelops("why", id).output.contains("succeeded"))
                let logs = try await fleet.modelops("logs", id, "--stage", "train")
                #expect(logs.output.contains("trained"), "\(logs.output)")
                #expect(try await fleet.modelops("jobs", "show", "job_NOBODY").end == .exited(2))
            }
        }

        @Test("A job sent by Python's confluent-kafka and one by HTTP end as the one by kcat", .client(.python))
        func clientsEndAlike() async throws {
            try await SharedFleet.use { fleet in
                let first = try await SharedFleet.finishedJob.get()
                let raw = fleet.folder + "/tickets.jsonl"
                async let byPython = ClientLibrary.python.submit(JobText.whole(key: "python", sources: [raw], name: "by-python"), to: fleet)
                async let byHTTP = fleet.api.send("POST", "/v1/jobs", JobText.whole(key: "http", sources: [raw], name: "by-http"))
                #expect(try await byHTTP.status == 201)
                let python = try await byPython
                #expect(python.end == .exited(0), "\(python.output)")
                for key in ["python", "http"] {
                    #expect(try await Outcome(fleet.end(ofJob: key)) == Outcome(first))
                }
            }
        }

        @Test("submit --wait exits 0, 1, 2, 3 or 4 by how the job ended")
        func exitCodesOfSubmit() async throws {
            try await SharedFleet.use { fleet in
                let raw = try Tickets.write(40, to: fleet.folder + "/forty.jsonl")
                @Sendable func submit(_ key: String, _ document: JSONValue) async throws -> TestProcess.End {
                    let path = "\(fleet.folder)/\(key).json"
                    try Data(JobText.text(document).utf8).write(to: URL(fileURLWithPath: path))
                    return try await fleet.modelops("submit", path, "--wait").end
                }
                #expect(try await submit("data", JobText.dataOnly(key: "data", sources: [raw])) == .exited(0))
                #expect(try await submit("nowhere", JobText.dataOnly(key: "nowhere", sources: [fleet.folder + "/nowhere.jsonl"])) == .exited(2))
                #expect(try await fleet.modelops("why", try await fleet.job("nowhere")).output.contains("dataset.sources[0]"))
                var late = try #require(JobText.whole(key: "late", sources: [raw], steps: 100_000).object)
                late["timeout"] = "3s"
                #expect(try await submit("late", .object(late)) == .exited(1))
                var misspelt = try #require(JobText.dataOnly(key: "misspelt", sources: [raw]).object)
                misspelt["sanitise"] = [:]
                #expect(try await submit("misspelt", .object(misspelt)) == .exited(2))
                #expect(try await submit("strict", JobText.whole(key: "strict", sources: [raw], least: 1)) == .exited(3))
                async let waited = submit("long", JobText.whole(key: "long", sources: [raw], steps: 100_000))
                let long = try await fleet.job("long")
                try await fleet.reach("train", job: long)
                #expect(try await fleet.modelops("jobs", "cancel", long).end == .exited(0))
                #expect(try await waited == .exited(4))
            }
        }
    }
}
