import FleetCore
import FleetTesting
import Foundation
import JSON
import Testing

extension EndToEnd {
    @Suite("The whole fleet in one process")
    struct EmbeddedFleetTests {
        @Test(
            "A job sent by kcat ends as a registered model with its evidence", .enabled(if: LocalModels.areThere, "deploy/local-model/environment was not run"),
            .enabled(if: Kcat.isThere, "kcat is not installed"))
        func jobByKcatEndsInTheRegistry() async throws {
            try await withFleet({ try await Fleet.embedded("embedded") }) { fleet in
                let raw = try Tickets.write(60, to: fleet.folder + "/tickets.jsonl")
                try await Kcat.submit(JobText.whole(key: "first", sources: [raw]), to: fleet)
                let end = try await fleet.end(ofJob: "first")
                try #require(end["state"]?.string == "succeeded", "\(JobText.text(end))")
                #expect(end["result"]?["verdict"]?.string == "gates_passed")
                #expect(end["result"]?["models"]?[0]?["aliases"]?.array?.compactMap(\.string).sorted() == ["candidate", "production"])
            }
        }
    }
}
