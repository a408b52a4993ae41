import FleetCore
import Foundation
import Glibc

/// Objects as files below one folder. Written aside, synced, then linked into place: a key appears whole or not at all, and never changes.
///
/// Links inside the folder are never followed. A key cannot lie below another object's key: that is `store_denied` (permanent).
public final class FileObjectStore: ObjectStore {
    private let root: String
    private let threads: FileThreads

    /// Opens the store, and removes what writers left that died.
    /// - Parameter root: the folder; made where it is missing.
    /// - Throws: `FleetError` when it cannot be made.
    public init(root: String) throws {
        let absolute = root.hasPrefix("/") ? root : FileManager.default.currentDirectoryPath + "/" + root
        try FileCall.makeFolders(absolute + "/" + PartialFiles.folder)
        guard let resolved = realpath(absolute, nil) else { throw FileCall.failure("opening the artifact folder", absolute) }
        defer { free(resolved) }
        self.root = String(cString: resolved)
        threads = FileThreads()
        try PartialFiles.sweep(self.root)
    }

    public func writer(for key: String) async throws -> any ObjectWriter {
        let key = try ObjectKey.checked(key)
        let (descriptor, temporary) = try await threads.run { [root] in try PartialFiles.make(in: root) }
        return FileObjectWriter(key: key, root: root, temporary: temporary, descriptor: descriptor, threads: threads)
    }

    public func reader(forKey key: String) async throws -> any ObjectReader {
        let (folders, name) = Self.split(try ObjectKey.checked(key))
        let descriptor = try await threads.run { [root] () -> Int32 in
            let top = try StoreFolder.root(root)
            if let file = try top.descend(folders)?.file(name) { return file }
            guard try top.child(PartialFiles.folder) != nil else { throw PartialFiles.gone(root) }
            throw FleetError("object_missing", .permanent, "there is no object \(key)")
        }
        return FileReader(path: "\(root)/\(key)", descriptor: descriptor, limit: nil, threads: threads)
    }

    public func stat(_ key: String) async throws -> ObjectInformation? {
        let (folders, name) = Self.split(try ObjectKey.checked(key))
        return try await threads.run { [root] in
            guard let status = try StoreFolder.root(root).descend(folders)?.status(name), status.st_mode & S_IFMT == S_IFREG else { return nil }
            return ObjectInformation(key: key, bytes: Int64(status.st_size))
        }
    }

    public func list(prefix: String, after: String?, limit: Int) async throws -> [ObjectInformation] {
        // Only the folder that the prefix names is walked.
        let folder = prefix.lastIndex(of: "/").map { String(prefix[..<$0]) } ?? ""
        if !folder.isEmpty { _ = try ObjectKey.checked(folder) }
        return try await threads.run { [root] in
            var listing = FolderListing(prefix: prefix, after: after, limit: min(max(limit, 1), 1000))
            guard let start = try StoreFolder.root(root).descend(folder.split(separator: "/")) else { return [] }
            try listing.walk(start, key: folder.isEmpty ? "" : folder + "/")
            return listing.found
        }
    }

    public func delete(_ key: String) async throws {
        let (folders, name) = Self.split(try ObjectKey.checked(key))
        try await threads.run { [root] in
            guard let folder = try StoreFolder.root(root).descend(folders) else { return }
            if unlinkat(folder.descriptor, name, 0) != 0, errno != ENOENT, errno != EISDIR { throw FileCall.failure("removing", "\(root)/\(key)") }
        }
    }

    /// The folders of a key, and the name in the last of them.
    static func split(_ key: String) -> (folders: ArraySlice<Substring>, name: String) {
        let parts = key.split(separator: "/")
        return (parts.dropLast(), String(parts.last ?? ""))
    }
}
