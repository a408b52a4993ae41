import FleetCore
import Persistence

/// What the conformance suite needs to know about an implementation of the state store.
public struct StoreHarness: Sendable {
    let make: @Sendable () async throws -> any StateStore
    let clock: any FleetClock
    let identifiers: IdentifierSource

    /// - Parameter make: gives a new, empty store.
    public init(
        clock: any FleetClock = SystemClock(), random: any RandomSource = SystemRandom(), make: @escaping @Sendable () async throws -> any StateStore
    ) {
        self.make = make
        self.clock = clock
        identifiers = IdentifierSource(clock: clock, random: random)
    }

    /// Runs `body` on a new store under its first term, and closes the store.
    func withStore(_ body: (any StateStore, Term) async throws -> Void) async throws {
        let store = try await make()
        do {
            try await body(store, try await store.claimTerm(holder: "the suite"))
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }
}
