import FleetCore
import Glibc

/// `s3://` sources in the storages of the settings: an object, all objects below a folder, or those of a folder whose names fit a pattern.
///
/// A document chooses a bucket and a key that its tenant may read, and nothing else: where to connect and with which keys the settings say.
public final class S3SourceStore: SourceStore {
    private let directory: StorageDirectory
    private let clients: [String: S3Client]
    /// A source names no more objects than this.
    private let maximumFiles: Int

    /// - Parameter clients: by the name of their storage.
    public init(directory: StorageDirectory, clients: [String: S3Client], maximumFiles: Int = 10_000) {
        self.directory = directory
        self.clients = clients
        self.maximumFiles = maximumFiles
    }

    public func files(of address: SourceAddress) async throws -> [SourceFile] {
        let (client, location) = try place(address.uri, address.storage, address.tenant)
        do {
            if !location.name.isEmpty, !location.isPattern {
                guard let head = try await client.head(location.bucket, location.key), let bytes = head.bytes else {
                    throw FleetError(
                        "source_missing", .rejected, "there is no object \(location)", hint: "check bucket and key; a folder ends with /")
                }
                return [file(location, bytes, head.tag, address)]
            }
            let files = try await list(location, client, address)
            guard !files.isEmpty else {
                throw FleetError(
                    "source_missing", .rejected, "no object \(location.isPattern ? "matches" : "lies below") \(location)",
                    hint: "check bucket and key")
            }
            return files
        } catch let error as FleetError { throw Self.failure(error) }
    }

    public func reader(of file: SourceFile, from offset: Int64) async throws -> any ObjectReader {
        let (client, location) = try place(file.uri, file.storage, file.tenant)
        let changed = FleetError("source_changed", .rejected, "\(file.uri) is not the object that was planned", hint: "submit the job again")
        guard offset >= 0, offset <= file.bytes, file.version.hasPrefix("etag:") else { throw changed }
        let version = S3Reader.Version(bucket: location.bucket, key: location.key, bytes: file.bytes, tag: String(file.version.dropFirst(5)))
        return SourceReader(S3Reader(version, from: offset, client: client, largestWindow: client.limits.sourceWindowBytes, changed: changed))
    }

    private func place(_ uri: String, _ name: String?, _ tenant: TenantName) throws -> (S3Client, ObjectLocation) {
        let (storage, location) = try directory.find(uri, in: name, for: tenant)
        guard let client = clients[storage.name] else {
            throw FleetError("source_refused", .rejected, "the storage \(storage.name) is not reached from here")
        }
        return (client, location)
    }

    private func list(_ location: ObjectLocation, _ client: S3Client, _ address: SourceAddress) async throws -> [SourceFile] {
        let literal = location.folder + location.name.prefix { $0 != "*" && $0 != "?" }
        var found: [SourceFile] = []
        var next: String?
        repeat {
            let page = try await client.list(location.bucket, prefix: literal, next: next)
            for entry in page.entries where Self.isWanted(entry.key, location) {
                let one = try Self.plain(entry.key, location)
                found.append(file(one, entry.bytes, entry.tag, address))
                guard found.count <= maximumFiles else {
                    throw FleetError(
                        "source_refused", .rejected, "\(location) names more than \(maximumFiles) objects, which are not read in one job",
                        hint: "join them into fewer objects")
                }
            }
            next = page.next
        } while next != nil
        return found
    }

    /// No markers of folders, and nothing hidden: names with `.` or `_` in front are notes of whoever wrote the data.
    private static func isWanted(_ key: String, _ location: ObjectLocation) -> Bool {
        let rest = key.dropFirst(location.folder.count)
        guard key.hasPrefix(location.folder), !rest.isEmpty, !rest.hasSuffix("/") else { return false }
        if location.isPattern { return !rest.contains("/") && fnmatch(location.name, String(rest), FNM_PERIOD) == 0 }
        return !rest.split(separator: "/").contains { $0.hasPrefix(".") || $0.hasPrefix("_") }
    }

    /// A key that can be written as a URI again.
    private static func plain(_ key: String, _ location: ObjectLocation) throws -> ObjectLocation {
        let uri = "\(location.scheme)://\(location.bucket)/\(key)"
        guard let one = try? ObjectLocation(uri), one.key == key, !one.isPattern else {
            throw FleetError(
                "source_unreadable", .rejected, "an object below \(location) has a key with wildcards, control characters or empty parts",
                hint: "give it another name")
        }
        return one
    }

    private func file(_ location: ObjectLocation, _ bytes: Int64, _ tag: String, _ address: SourceAddress) -> SourceFile {
        SourceFile(uri: location.description, bytes: bytes, version: "etag:" + tag, storage: address.storage, tenant: address.tenant)
    }

    /// The storage's failures in the words of sources.
    static func failure(_ error: FleetError) -> FleetError {
        switch error.code {
        case "object_missing": FleetError("source_missing", .rejected, error.message, hint: "check bucket and key")
        case "store_denied": FleetError("source_unreadable", .rejected, error.message, hint: error.hint)
        default: error
        }
    }

    /// Reads for a job: what the storage refuses is the source's fault.
    private struct SourceReader: ObjectReader {
        let reader: S3Reader
        init(_ reader: S3Reader) { self.reader = reader }

        func next() async throws -> [UInt8]? {
            do { return try await reader.next() } catch let error as FleetError { throw S3SourceStore.failure(error) }
        }

        func close() async { await reader.close() }
    }
}
