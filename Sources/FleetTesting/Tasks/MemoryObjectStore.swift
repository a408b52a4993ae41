import Crypto
import FleetCore
import ObjectStorage
import Synchronization

/// An object store in memory, with the promises of the real ones: written once, visible when whole.
public final class MemoryObjectStore: ObjectStore {
    private let objects = Mutex<[String: [UInt8]]>([:])

    public init() {}

    /// The keys that are there, sorted.
    public var keys: [String] { objects.withLock { $0.keys.sorted() } }

    /// The bytes of an object; nil when there is none.
    public func bytes(_ key: String) -> [UInt8]? { objects.withLock { $0[key] } }

    /// Changes an object's bytes behind everybody's back, as a damaged disk would; nil removes it.
    public func damage(_ key: String, with bytes: [UInt8]?) { objects.withLock { $0[key] = bytes } }

    public func writer(for key: String) async throws -> any ObjectWriter { Writer(store: self, key: try ObjectKey.checked(key)) }

    public func reader(forKey key: String) async throws -> any ObjectReader {
        guard let bytes = bytes(try ObjectKey.checked(key)) else { throw FleetError("object_missing", .permanent, "there is no object \(key)") }
        return Reader(bytes)
    }

    public func stat(_ key: String) async throws -> ObjectInformation? {
        bytes(try ObjectKey.checked(key)).map { ObjectInformation(key: key, bytes: Int64($0.count)) }
    }

    public func list(prefix: String, after: String?, limit: Int) async throws -> [ObjectInformation] {
        func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
        let wanted = keys.filter { key in key.hasPrefix(prefix) && after.map { precedes($0, key) } ?? true }
        let found = wanted.sorted(by: precedes).prefix(min(max(limit, 1), 1000))
        return found.map { ObjectInformation(key: $0, bytes: Int64(bytes($0)?.count ?? 0)) }
    }

    public func delete(_ key: String) async throws {
        let key = try ObjectKey.checked(key)
        objects.withLock { $0[key] = nil }
    }

    private func finish(_ key: String, _ bytes: [UInt8]) throws -> ArtifactReference {
        try objects.withLock { objects in
            if let there = objects[key], there != bytes { throw FleetError("object_exists", .permanent, "\(key) has other bytes") }
            objects[key] = bytes
        }
        return ArtifactReference(key: key, sha256: SHA256.digest(of: bytes).hex, bytes: Int64(bytes.count))
    }

    private final class Writer: ObjectWriter {
        private let store: MemoryObjectStore
        private let key: String
        /// Nil once it was finished or abandoned.
        private let written = Mutex<[UInt8]?>([])

        init(store: MemoryObjectStore, key: String) {
            self.store = store
            self.key = key
        }

        func write(_ bytes: [UInt8]) async throws {
            try written.withLock { written in
                guard written != nil else { throw FleetError("object_finished", .bug, "\(key) was finished already") }
                written? += bytes
            }
        }

        func finish() async throws -> ArtifactReference {
            let bytes = written.withLock { written in
                defer { written = nil }
                return written
            }
            guard let bytes else { throw FleetError("object_finished", .bug, "\(key) was finished already") }
            return try store.finish(key, bytes)
        }

        func abandon() async { written.withLock { $0 = nil } }
    }

    private final class Reader: ObjectReader {
        private let rest: Mutex<[UInt8]?>

        init(_ bytes: [UInt8]) { rest = Mutex(bytes) }

        func next() async throws -> [UInt8]? {
            rest.withLock { rest in
                defer { rest = nil }
                return rest?.isEmpty == true ? nil : rest
            }
        }

        func close() async {}
    }
}
