import FleetCore
import FleetTesting
import Foundation
@testable import Persistence
import Testing

@Suite("PostgresStateStore over lost sessions and other processes", .enabled(if: PostgresTestServer.isAvailable, "PostgreSQL is not installed"))
struct PostgresSessionTests {
    private let identifiers = IdentifierSource(clock: SystemClock(), random: SystemRandom())

    @Test func aSuccessorEndsThePredecessorsSessionsAndDeposesIt() async throws {
        let secret = try PostgresTestServer.database(identifiers: identifiers)
        let old = try await PostgresStateStore.open(secret, clock: SystemClock(), readers: 1)
        let first = try await old.claimTerm(holder: "old")
        try await old.write("before", as: first) { try $0.insert(StoreSamples.job("job_1")) }
        let new = try await PostgresStateStore.open(secret, clock: SystemClock(), readers: 1)
        let seen = try await new.observeLeadership()
        #expect(seen.term == first)
        try await new.endSessions(of: first)
        let second = try await new.claimTerm(holder: "new")
        let error = await expectFleetError { try await old.write("after", as: first) { try $0.insert(StoreSamples.job("job_2")) } }
        #expect(error?.code == "deposed")
        let jobs = try await new.read { try $0.unfinishedJobs(limit: 9) }.map(\.id.rawValue)
        #expect(jobs == ["job_1"])
        try await new.heartbeat(second)
        await old.close()
        await new.close()
    }

    @Test func aTransactionWhoseSessionIsLostIsRunAgainOnAnotherOne() async throws {
        let store = try await PostgresStateStore.open(try PostgresTestServer.database(identifiers: identifiers), clock: SystemClock(), readers: 1)
        let runs = RunCounter()
        try await store.write("cut", as: nil) { transaction in
            try transaction.insert(StoreSamples.job("job_1"))
            if runs.next() == 1 { _ = try transaction.query("SELECT pg_terminate_backend(pg_backend_pid())") }
        }
        #expect(runs.count == 2)
        let jobs = try await store.read { try $0.unfinishedJobs(limit: 9) }
        #expect(jobs.count == 1)
        await store.close()
    }

    @Test func aJobIsLockedByTheTransactionThatReadsItToChangeIt() async throws {
        let secret = try PostgresTestServer.database(identifiers: identifiers)
        let store = try await PostgresStateStore.open(secret, clock: SystemClock(), readers: 1)
        try await store.write("add", as: nil) { try $0.insert(StoreSamples.job("job_1")) }
        let isFree = try await store.write("change", as: nil) { transaction in
            _ = try transaction.lockJob(JobID("job_1"))
            // Another session that does not wait: it gets the row only where nobody holds it.
            let other = try PostgresConnection(secret, label: SessionLabel())
            defer { other.close() }
            return (try? other.query("SELECT id FROM jobs WHERE id = 'job_1' FOR UPDATE NOWAIT", [])) != nil
        }
        #expect(!isFree)
        await store.close()
    }

    @Test func aForgottenTransactionDoesNotHoldTheTermForEver() async throws {
        let secret = try PostgresTestServer.database(identifiers: identifiers)
        let store = try await PostgresStateStore.open(secret, clock: SystemClock(), readers: 1)
        let connection = try PostgresConnection(secret, label: SessionLabel())
        let setting = try connection.query("SELECT current_setting('idle_in_transaction_session_timeout')", [])
        #expect(setting == [SQLRow(values: [.text("5s")])])
        connection.close()
        await store.close()
    }

    @Test func twoStoresOnOneDatabaseWriteOneAfterTheOther() async throws {
        let secret = try PostgresTestServer.database(identifiers: identifiers)
        let one = try await PostgresStateStore.open(secret, clock: SystemClock(), readers: 1)
        let two = try await PostgresStateStore.open(secret, clock: SystemClock(), readers: 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask { _ = try await (number % 2 == 0 ? one : two).claimTerm(holder: "\(number)") }
            }
            try await group.waitForAll()
        }
        let leadership = try await one.observeLeadership()
        #expect(leadership.term == Term(20))
        await one.close()
        await two.close()
    }

    @Test func theConnectionStringShowsItselfNowhere() async throws {
        for text in [
            "host=127.0.0.1 port=1 user=fleetuser password=s3cr3tword dbname=fleetdb", "postgresql://fleetuser:s3cr3tword@127.0.0.1:1/fleetdb",
            "s3cr3tword",
        ] {
            let secret = ConnectionSecret(text)
            #expect(!"\(secret) \(String(reflecting: secret))".contains("s3cr3tword"))
            var dumped = ""
            dump(secret, to: &dumped)
            #expect(!dumped.contains("s3cr3tword"))
            let error = await expectFleetError { try await PostgresStateStore.open(secret, clock: SystemClock(), readers: 1) }
            for word in ["s3cr3tword", "fleetuser", "fleetdb"] { #expect(error?.description.contains(word) == false) }
        }
    }

    @Test func anAbsentServerIsTransientAndSaysSo() async throws {
        let error = await expectFleetError {
            try await PostgresStateStore.open(ConnectionSecret("host=127.0.0.1 port=1 user=a dbname=b"), clock: SystemClock(), readers: 1)
        }
        #expect(error?.code == "store_unavailable")
        #expect(error?.message.contains("127.0.0.1:1") == true && error?.message.contains("refused") == true)
        #expect(error?.disposition == .transient)
        #expect(error?.hint != nil)
    }

    @Test(arguments: [
        ("host=db.example port=6000 user=a password=s3cr3t dbname=b", "db.example:6000"), ("postgresql://a:s3cr3t@db.example/b", "db.example:5432"),
        ("postgresql://a:x@s3cr3t@db.example/b", "…:5432"),
    ])
    func thePlaceOfAServerHoldsNothingOfThePassword(text: String, place: String) { #expect(ConnectionSecret(text).place == place) }

    @Test func aStoreThatWaitsForItsServerIsThereBeforeIt() async throws {
        let store = try await PostgresStateStore.open(
            ConnectionSecret("host=127.0.0.1 port=1 user=a dbname=b"), clock: SystemClock(), readers: 1, waitsForServer: true)
        let error = await expectFleetError { try await store.observeLeadership() }
        #expect(error?.code == "store_unavailable")
        await store.close()
        let wrong = await expectFleetError { try await PostgresStateStore.open(ConnectionSecret("nonsense"), clock: SystemClock(), waitsForServer: true) }
        #expect(wrong?.disposition == .rejected)
    }

    @Test func marksBecomeNumbersOutsideQuotesOnly() {
        #expect(PostgresPlaceholders.rewrite("a = ? AND b = '?' AND c IN (?, ?)") == "a = $1 AND b = '?' AND c IN ($2, $3)")
    }
}
