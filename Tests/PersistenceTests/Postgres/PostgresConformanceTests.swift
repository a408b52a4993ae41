import FleetCore
import FleetTesting
import Persistence
import Testing

@Suite("PostgresStateStore keeps the promises of the state store", .enabled(if: PostgresTestServer.isAvailable, "PostgreSQL is not installed"))
struct PostgresConformanceTests {
    @Test(arguments: StoreConformance.promises)
    func keeps(_ promise: StorePromise) async throws {
        let identifiers = IdentifierSource(clock: SystemClock(), random: SystemRandom())
        try await promise.check(
            StoreHarness {
                try await PostgresStateStore.open(try PostgresTestServer.database(identifiers: identifiers), clock: SystemClock(), readers: 1)
            })
    }
}
