import FleetCore

/// Objects in a bucket below a prefix. The storage must honour `If-None-Match: *` on what is written: a key appears whole or not at all, and
/// never changes.
public final class S3ObjectStore: ObjectStore {
    private let client: S3Client
    private let bucket: String
    /// Ends with `/`, or is empty.
    private let prefix: String

    /// - Parameter location: of scheme `s3`; its key is a folder, with or without `/` at its end.
    public init(client: S3Client, location: ObjectLocation) {
        self.client = client
        bucket = location.bucket
        prefix = location.key.isEmpty || location.key.hasSuffix("/") ? location.key : location.key + "/"
    }

    public func writer(for key: String) async throws -> any ObjectWriter {
        let key = try ObjectKey.checked(key)
        return S3ObjectWriter(key: key, place: S3Upload.Place(bucket: bucket, key: prefix + key), client: client)
    }

    public func reader(forKey key: String) async throws -> any ObjectReader {
        let key = try ObjectKey.checked(key)
        guard let head = try await client.head(bucket, prefix + key), let bytes = head.bytes else {
            throw FleetError("object_missing", .permanent, "there is no object \(key) in s3://\(bucket)/\(prefix)")
        }
        let changed = FleetError(
            "object_damaged", .permanent, "\(key) was replaced while it was read", hint: "nobody but the fleet may write to its artifacts")
        return S3Reader(
            S3Reader.Version(bucket: bucket, key: prefix + key, bytes: bytes, tag: head.tag), from: 0, client: client,
            largestWindow: client.limits.windowBytes,
            changed: changed)
    }

    public func stat(_ key: String) async throws -> ObjectInformation? {
        let key = try ObjectKey.checked(key)
        return try await client.head(bucket, prefix + key).flatMap { head in head.bytes.map { ObjectInformation(key: key, bytes: $0) } }
    }

    public func list(prefix wanted: String, after: String?, limit: Int) async throws -> [ObjectInformation] {
        var found: [ObjectInformation] = []
        var next: String?
        // A page may be empty without being the last.
        repeat {
            let page = try await client.list(
                bucket, prefix: prefix + wanted, after: after.map { prefix + $0 }, next: next, limit: min(max(limit, 1), 1000))
            for entry in page.entries {
                let key = String(entry.key.dropFirst(prefix.count))
                // What the fleet did not write is none of its objects.
                guard (try? ObjectKey.checked(key)) != nil else { continue }
                found.append(ObjectInformation(key: key, bytes: entry.bytes))
            }
            next = page.next
        } while found.isEmpty && next != nil
        return Array(found.prefix(max(limit, 1)))
    }

    public func delete(_ key: String) async throws {
        var request = S3Request("DELETE", bucket, prefix + (try ObjectKey.checked(key)))
        request.expected = [404]
        _ = try await client.send(request)
    }

    /// Tries what the fleet relies on: writing, reading, and that a key is not written twice.
    /// - Parameter key: of an object that is written and removed.
    /// - Throws: `FleetError` `store_unsafe` (permanent) for a storage that overwrites in spite of the condition, or what it answers.
    public func probe(_ key: String) async throws {
        let place = S3Upload.Place(bucket: bucket, key: prefix + (try ObjectKey.checked(key)))
        let upload = S3Upload(place, client: client)
        _ = try await upload.put([1])
        let second = try await upload.put([2])
        try await delete(key)
        guard !second else {
            throw FleetError(
                "store_unsafe", .permanent, "s3://\(bucket)/\(prefix): the storage overwrites objects although it is told not to (If-None-Match: *)",
                hint: "use a storage with conditional writes")
        }
    }
}
