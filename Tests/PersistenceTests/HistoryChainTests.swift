import FleetCore
import FleetTesting
@testable import Persistence
import Testing

@Suite("The audit chain detects an edit")
struct HistoryChainTests {
    private static let tenant = TenantName("acme")

    @Test(arguments: Tampering.all)
    func onSQLite(_ tampering: Tampering) async throws {
        let store = try SQLiteStateStore.inMemory(clock: SystemClock())
        try await check(tampering, on: store)
        await store.close()
    }

    @Test(.enabled(if: PostgresTestServer.isAvailable, "PostgreSQL is not installed"), arguments: Tampering.all)
    func onPostgres(_ tampering: Tampering) async throws {
        let identifiers = IdentifierSource(clock: SystemClock(), random: SystemRandom())
        let store = try await PostgresStateStore.open(try PostgresTestServer.database(identifiers: identifiers), clock: SystemClock(), readers: 1)
        try await check(tampering, on: store)
        await store.close()
    }

    private func check(_ tampering: Tampering, on store: any StateStore) async throws {
        // Another tenant's records lie between, so that ids and numbers differ.
        try await store.write("fill", as: nil) { transaction in
            try transaction.insert(StoreSamples.job("job_1", tenant: Self.tenant, at: 1))
            try transaction.append(Self.record(0, TenantName("other")))
        }
        try await store.write("two at once", as: nil) { for number in 1...3 { try $0.append(Self.record(number)) } }
        for number in 4...6 { try await store.write("one", as: nil) { try $0.append(Self.record(number)) } }
        let before = try await store.verifyHistory(of: Self.tenant)
        #expect(before.fault == nil)
        #expect(before.verified == 6)
        let head = try #require(before.head)
        let anchor = tampering.isAnchored ? try HistoryAnchor("\(head.number):\(head.digest)") : nil
        try await store.write("tamper", as: nil) { transaction in
            for statement in tampering.statements { try transaction.change(statement) }
            if tampering.writesAnew { try Self.writeAnew(transaction) }
        }
        let after = try await store.verifyHistory(of: Self.tenant, expecting: anchor)
        #expect(after.fault?.kind == tampering.kind)
        #expect((after.fault?.number ?? 0) == tampering.number)
        #expect(after.isComplete)
    }

    private static func record(_ number: Int, _ tenant: TenantName = tenant) -> HistoryRow {
        HistoryRow(
            tenant: tenant, job: JobID("job_1"), entity: "job", entityID: "job_1", fromState: "s\(number)", toState: "s\(number + 1)",
            cause: "cause \(number)", actor: "suite", term: Term(1), at: Timestamp(milliseconds: Int64(number)))
    }

    private static func writeAnew(_ transaction: StoreTransaction) throws {
        var previous = ""
        for row in try transaction.history(of: tenant, limit: 100) {
            if row.number == 1 { previous = row.previous ?? "" }
            let digest = HistoryChain.digest(of: row, after: previous)
            try transaction.change("UPDATE history SET previous = ?, digest = ? WHERE id = ?", [previous.sql, digest.sql, row.id.sql])
            previous = digest
        }
        try transaction.change("UPDATE history_heads SET digest = ? WHERE tenant = ?", [previous.sql, tenant.sql])
    }

    @Test func aLongHistoryIsVerifiedInPartsThatGoOnWhereTheLastOneEnded() async throws {
        let store = try SQLiteStateStore.inMemory(clock: SystemClock())
        try await store.write("fill", as: nil) { for number in 1...2500 { try $0.append(Self.record(number)) } }
        let first = try await store.verifyHistory(of: Self.tenant, limit: 1000)
        #expect(first.through == 1000)
        #expect(!first.isComplete)
        let rest = try await store.verifyHistory(of: Self.tenant, after: first.through)
        #expect(rest.verified == 1500)
        #expect(rest.isComplete)
        try await store.write("tamper", as: nil) { try $0.change("UPDATE history SET cause = 'x' WHERE number = 1700") }
        let fault = try await store.verifyHistory(of: Self.tenant, after: first.through).fault
        #expect(fault?.kind == .edited)
        #expect(fault?.number == 1700)
        await store.close()
    }

    @Test func recordsOfAnEarlierReleaseAreCountedAndNotAddedTo() async throws {
        let folder = try TemporaryDirectory()
        let connection = try SQLiteConnection(path: folder.path + "/state.db")
        try SchemaMigrator(migrations: [Schema0001.migration], time: Timestamp(milliseconds: 0)).migrate(connection)
        let older = "INSERT INTO history (tenant, entity, entity_id, to_state, cause, actor, term, at) VALUES ('acme', 'job', 'j', 'running', '', '', 1, 0)"
        for _ in 0..<3 { _ = try connection.query(older, []) }
        connection.close()
        let store = try await SQLiteStateStore.open(directory: folder.path, clock: SystemClock())
        try await store.write("append", as: nil) { for number in 1...2 { try $0.append(Self.record(number)) } }
        let finding = try await store.verifyHistory(of: Self.tenant)
        #expect(finding.fault == nil)
        #expect(finding.verified == 2)
        #expect(finding.head?.olderCount == 3)
        try await store.write("tamper", as: nil) { try $0.change("DELETE FROM history WHERE id = 2") }
        #expect(try await store.verifyHistory(of: Self.tenant).fault?.kind == .deleted)
        await store.close()
    }
}
