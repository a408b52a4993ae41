import FleetCore
import FleetTesting
@testable import Persistence
import Testing

@Suite("Hot queries are answered by their index, with ten thousand jobs in the store")
struct PlanTests {
    @Test func onSQLite() async throws {
        let store = try SQLiteStateStore.inMemory(clock: SystemClock())
        try await CrowdedStore.fill(store)
        try await check(store, indexOnly: "COVERING INDEX")
        await store.close()
    }

    @Test(.enabled(if: PostgresTestServer.isAvailable, "PostgreSQL is not installed"))
    func onPostgres() async throws {
        let identifiers = IdentifierSource(clock: SystemClock(), random: SystemRandom())
        let store = try await PostgresStateStore.open(try PostgresTestServer.database(identifiers: identifiers), clock: SystemClock(), readers: 1)
        try await CrowdedStore.fill(store)
        try await check(store, indexOnly: "Index Only Scan")
        await store.close()
    }

    /// The session that writes keeps the plan that it made first: it must go by the right index without statistics too.
    @Test(.enabled(if: PostgresTestServer.isAvailable, "PostgreSQL is not installed"))
    func ofWritesOnPostgresBeforeThereAreStatistics() async throws {
        let identifiers = IdentifierSource(clock: SystemClock(), random: SystemRandom())
        let store = try await PostgresStateStore.open(try PostgresTestServer.database(identifiers: identifiers), clock: SystemClock(), readers: 1)
        for query in HotQuery.all {
            let plan = try await store.write("plan", as: nil) { try QueryPlan.of(query.sql, query.values, in: $0) }
            #expect(plan.contains(query.index) && !plan.contains("Seq Scan"), "\(query.sql)\n\(plan)")
        }
        try await CrowdedStore.flood(store)
        for query in HotQuery.all where query.index == "tasks_ready" || query.sql == StoreTransaction.idleJobsStatement {
            let plan = try await store.write("plan", as: nil) { try QueryPlan.of(query.sql, query.values, in: $0) }
            #expect(plan.contains(query.index), "with a queue: \(query.sql)\n\(plan)")
            if query.sql == StoreTransaction.queuedTenantsStatement { #expect(plan.contains("Limit") && !plan.contains("Aggregate"), "\(plan)") }
            guard query.index != "tasks_ready" else { continue }
            for index in ["tasks_ready", "tasks_held", "tasks_snoozed"] { #expect(!plan.contains(index), "with a queue: \(query.sql)\n\(plan)") }
        }
        await store.close()
    }

    /// A tenant that uses a key for each job has a million of them: a batch of messages must look at its own only.
    @Test(.enabled(if: PostgresTestServer.isAvailable, "PostgreSQL is not installed"))
    func ofKeysOnPostgresBeforeThereAreStatistics() async throws {
        let identifiers = IdentifierSource(clock: SystemClock(), random: SystemRandom())
        let store = try await PostgresStateStore.open(try PostgresTestServer.database(identifiers: identifiers), clock: SystemClock(), readers: 1)
        let values = (0..<32).flatMap { [SQLValue.text("t1"), .text("k\($0)")] }
        let sql = "\(IdempotencyRow.shape.select) \(StoreTransaction.usedKeysClause(32))"
        let plan = try await store.write("plan", as: nil) { try QueryPlan.of(sql, values, in: $0) }
        #expect(plan.contains("idempotency_pkey") && !plan.contains("Filter") && !plan.contains("Seq Scan"), "\(plan)")
        await store.close()
    }

    private func check(_ store: any StateStore, indexOnly: String) async throws {
        for query in HotQuery.all {
            let plan = try await store.read { try QueryPlan.of(query.sql, query.values, in: $0) }
            #expect(plan.contains(query.index), "\(query.sql)\n\(plan)")
            #expect(!plan.contains("Seq Scan") && !plan.contains("SCAN jobs\n") && !plan.contains("SCAN tasks\n"), "\(query.sql)\n\(plan)")
            // Unfinished jobs with one document are few, and so are the snoozed tasks of one job: sorting them is no scan.
            let maySort = query.index == "jobs_unfinished_by_document" || query.sql.contains("= 'snoozed' ORDER BY s.ready_at")
            if !maySort { #expect(!plan.contains("TEMP B-TREE FOR ORDER BY"), "\(query.sql)\n\(plan)") }
        }
        // The claim of ready tasks reads the index alone.
        let claim = HotQuery.all.filter { $0.sql == StoreTransaction.readyTasksStatement }
        #expect(claim.count == 1)
        for query in claim {
            let plan = try await store.read { try QueryPlan.of(query.sql, query.values, in: $0) }
            #expect(plan.contains(indexOnly), "\(plan)")
        }
    }
}
