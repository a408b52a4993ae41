import Testing

/// One promise of the state store, as a test that runs on any implementation.
public struct StorePromise: Sendable, CustomTestStringConvertible {
    public let name: String
    /// Runs the test; failures are recorded as issues of the running test.
    public let check: @Sendable (StoreHarness) async throws -> Void

    public var testDescription: String { name }

    init(_ name: String, _ check: @escaping @Sendable (StoreHarness) async throws -> Void) {
        self.name = name
        self.check = check
    }
}
