import FleetTesting

/// The embedded fleet that several tests use, with one job that has ended on it. It ends with the test run.
enum SharedFleet {
    static let embedded = SharedResource { try await Fleet.embedded("shared") }

    /// The raw rows of its job.
    static let rows = 60

    /// The last snapshot of a whole job that `kcat` sent.
    static let finishedJob = SharedResource {
        let fleet = try await embedded.get()
        let raw = try Tickets.write(rows, to: fleet.folder + "/tickets.jsonl")
        try await Kcat.submit(JobText.whole(key: "first", sources: [raw]), to: fleet)
        return try await fleet.end(ofJob: "first")
    }

    /// Runs a test's body against the shared fleet and shows its logs when it fails.
    static func use(_ body: (Fleet) async throws -> Void) async throws {
        let fleet = try await embedded.get()
        do {
            try await body(fleet)
        } catch {
            fleet.showLogs()
            throw error
        }
    }
}
