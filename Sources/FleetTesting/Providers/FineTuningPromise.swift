import Testing

/// One promise of a fine-tuning provider, as a test that runs on any implementation.
public struct FineTuningPromise: Sendable, CustomTestStringConvertible {
    public let name: String
    /// Runs the test; failures are recorded as issues of the running test.
    public let check: @Sendable (FineTuningHarness) async throws -> Void

    public var testDescription: String { name }

    init(_ name: String, _ check: @escaping @Sendable (FineTuningHarness) async throws -> Void) {
        self.name = name
        self.check = check
    }
}
