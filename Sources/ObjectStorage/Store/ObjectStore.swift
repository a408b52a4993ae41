import FleetCore

/// Immutable objects under keys such as `jobs/JOB/TASK/1-exec_X/rows.jsonl`; everything is streamed, memory does not grow with the size of an object.
///
/// A key is written once: the same bytes again succeed, other bytes are refused with `object_exists` (permanent). What is half written is never visible.
/// A key has at most 512 bytes, its parts are separated by `/`, and no part is empty, `.` or `..` or begins with `.`; else `object_key` (rejected).
/// A store that cannot be reached answers `store_unavailable` (transient).
public protocol ObjectStore: Sendable {
    /// Opens a new object for writing.
    func writer(for key: String) async throws -> any ObjectWriter

    /// Opens an object for reading, unverified: prefer `reader(for: ArtifactReference)`.
    /// - Throws: `FleetError` `object_missing` (permanent).
    func reader(forKey key: String) async throws -> any ObjectReader

    /// Size of an object; nil when there is none.
    func stat(_ key: String) async throws -> ObjectInformation?

    /// Objects whose keys begin with `prefix`, in the order of their keys' bytes.
    /// - Parameters:
    ///   - after: the last key of the page before.
    ///   - limit: 1...1000.
    func list(prefix: String, after: String?, limit: Int) async throws -> [ObjectInformation]

    /// Removes an object; one that is not there is no error.
    func delete(_ key: String) async throws
}

/// An object as a listing shows it.
public struct ObjectInformation: Sendable, Equatable {
    public let key: String
    public let bytes: Int64

    public init(key: String, bytes: Int64) {
        self.key = key
        self.bytes = bytes
    }
}
