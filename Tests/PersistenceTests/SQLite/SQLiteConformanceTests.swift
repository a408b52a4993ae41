import FleetCore
import FleetTesting
import Persistence
import Testing

@Suite("SQLiteStateStore keeps the promises of the state store")
struct SQLiteConformanceTests {
    @Test(arguments: StoreConformance.promises)
    func inMemory(_ promise: StorePromise) async throws {
        try await promise.check(StoreHarness { try SQLiteStateStore.inMemory(clock: SystemClock()) })
    }

    @Test(arguments: StoreConformance.promises)
    func inFile(_ promise: StorePromise) async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try await promise.check(StoreHarness { try await SQLiteStateStore.open(directory: directory.path, clock: SystemClock()) })
    }
}
