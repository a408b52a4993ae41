import FleetCore
import FleetTesting
import Foundation
import JSON
import Testing

extension EndToEnd {
    @Suite("A fleet that ends and starts again", .serialized, .localModels, .kcat)
    struct ResumingTests {
        @Test("down hands back what runs, and up again finishes the job")
        func upAgainFinishesTheJob() async throws {
            try await withFleet({ try await Fleet.embedded("resuming") }) { fleet in
                let raw = try Tickets.write(60, to: fleet.folder + "/tickets.jsonl")
                try await Kcat.submit(JobText.whole(key: "unfinished", sources: [raw], steps: 400, checkpointEvery: 20), to: fleet)
                let id = try await fleet.job("unfinished")
                try await fleet.trainingHasCheckpoint(job: id)
                let down = try await fleet.modelops("down")
                #expect(down.end == .exited(0), "\(down.log)")
                #expect(try await fleet.process("up").end() == .exited(0))

                let again = try await Fleet.up(in: fleet.folder)
                fleet.add(again)
                let endpoint = try await Fleet.endpoint(of: again)
                let api = try FleetAPI(url: endpoint["url"]?.string ?? "", token: endpoint["token"]?.string ?? "")
                let job = try await api.ended(job: id)
                try #require(job["state"]?.string == "succeeded", "\(JobText.text(job))")
                let lines = try await api.get("/v1/jobs/\(id)/logs?stage=train")["lines"]?.array ?? []
                #expect(lines.contains { $0["line"]?.string?.contains("going on after step") == true }, "training went on from its checkpoint")
                #expect((job["stages"]?.array ?? []).allSatisfy { $0["failures"]?.integer == 0 }, "handing back counts no failure")
            }
        }
    }
}
