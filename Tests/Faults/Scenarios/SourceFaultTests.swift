import FleetCore
import FleetTesting
import Foundation
import Testing

extension Faults {
    @Suite("Sources that change", .serialized, .kafka, .long)
    struct SourceFaultTests {
        enum Place: String, CaseIterable {
            case file, s3
        }

        @Test("A source that is replaced between its planning and its reading ends the job with its name; rows of two versions never meet", arguments: Place.allCases)
        func replaced(place: Place) async throws {
            var plan = FaultPlan("source replaced, \(place)")
            plan.usesS3 = place == .s3
            try await FaultFleet.run(plan) { fleet in
                try await fleet.startCoordinator()
                let sources = try (0..<3).map { try fleet.source($0, text: TicketFile.text($0)) }
                // It has planned, and stands before it reads.
                let worker = try fleet.start("sanitizer", failpoint: "worker.execution_begun@2:stop")
                try await fleet.submit(["replaced"], sources: sources)
                try await worker.stands()
                for number in 0..<3 { _ = try fleet.source(number, text: TicketFile.text(number + 10)) }
                worker.goOn()
                let end = try await fleet.ends(of: ["replaced"]).first
                #expect(end?["state"]?.string == "rejected")
                #expect(end?["error"]?["code"]?.string == "source_changed")
                #expect(end?["error"]?["message"]?.string?.contains("source-") == true)
                try await fleet.submit(["again"], sources: sources)
                try await fleet.succeed("again")
            }
        }
    }
}

extension FaultFleet {
    /// Puts a source where this fleet has its storage, or another one in its place.
    /// - Returns: its address.
    fileprivate func source(_ number: Int, text: String) throws -> String {
        let name = "source-\(number).jsonl"
        if let storage { return storage.place(text, source: name) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        return "file://\(folder)/\(name)"
    }
}
