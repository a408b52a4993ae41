import FleetCore
import ObjectStorage

/// A store for workers that store nothing.
struct NoArtifacts: ObjectStore {
    private var refused: FleetError { FleetError("object_missing", .permanent, "this test has no artifacts") }

    func writer(for key: String) async throws -> any ObjectWriter { throw refused }
    func reader(forKey key: String) async throws -> any ObjectReader { throw refused }
    func stat(_ key: String) async throws -> ObjectInformation? { nil }
    func list(prefix: String, after: String?, limit: Int) async throws -> [ObjectInformation] { [] }
    func delete(_ key: String) async throws {}
}
