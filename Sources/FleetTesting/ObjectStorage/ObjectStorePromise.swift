import ObjectStorage
import Testing

/// One promise of the object store, as a test that runs on any implementation.
public struct ObjectStorePromise: Sendable, CustomTestStringConvertible {
    public let name: String
    /// Runs the test on a new, empty store; failures are recorded as issues of the running test.
    public let check: @Sendable (any ObjectStore) async throws -> Void

    public var testDescription: String { name }

    init(_ name: String, _ check: @escaping @Sendable (any ObjectStore) async throws -> Void) {
        self.name = name
        self.check = check
    }
}
