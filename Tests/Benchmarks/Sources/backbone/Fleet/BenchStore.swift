import FleetCore
import Persistence

/// The state store that `--store` names: `sqlite:FOLDER` or a PostgreSQL URL.
enum BenchStore {
    static func open(_ arguments: Arguments, clock: any FleetClock) async throws -> any StateStore {
        let url = arguments.text("store")
        if url.hasPrefix("sqlite:") { return try await SQLiteStateStore.open(directory: String(url.dropFirst(7)), clock: clock) }
        return try await PostgresStateStore.open(ConnectionSecret(url), clock: clock)
    }

    /// Waits until so many jobs in all have succeeded. Jobs are counted when none is unfinished: a count reads the whole table, and one at every look
    /// took a tenth of a core from what is measured.
    /// - Throws: `FleetError` `bench_job_failed` where one has not: what does not do its work is fast.
    static func awaitSuccess(_ wanted: Int, in store: any StateStore, clock: any FleetClock) async throws -> Int {
        while true {
            let ended = try await store.read { transaction in
                guard try transaction.unfinishedJobs(limit: 1).isEmpty else { return 0 }
                let counts = try transaction.jobCounts()
                guard counts.keys.allSatisfy({ $0 == .succeeded }) else { throw FleetError("bench_job_failed", .bug, "jobs ended as \(counts)") }
                return counts[.succeeded] ?? 0
            }
            if ended >= wanted { return ended }
            try await clock.sleep(for: .milliseconds(20))
        }
    }
}
