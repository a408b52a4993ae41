import Persistence
import Testing

extension StateStore {
    /// Expects that a read gives exactly this.
    func expect<Value: Sendable & Equatable>(
        _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation, _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws {
        let found = try await read(body)
        #expect(found == expected, sourceLocation: sourceLocation)
    }
}
