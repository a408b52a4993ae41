import Crypto
import FleetCore
import Foundation
import Glibc

/// Objects as files below one folder. Written aside, synced, then linked into place: a key appears whole or not at all, and never changes.
public final class FileObjectStore: ObjectStore {
    private let root: String
    private let threads: FileThreads

    /// - Parameter root: the folder; made where it is missing.
    /// - Throws: `FleetError` when it cannot be made.
    public init(root: String) throws {
        let absolute = root.hasPrefix("/") ? root : FileManager.default.currentDirectoryPath + "/" + root
        try FileCall.makeFolders(absolute + "/.partial")
        guard let resolved = realpath(absolute, nil) else { throw FileCall.failure("opening the artifact folder", absolute) }
        defer { free(resolved) }
        self.root = String(cString: resolved)
        threads = FileThreads()
    }

    /// The file of an object, for tools on this machine that need a path.
    public func path(of key: String) throws -> String { "\(root)/\(try ObjectKey.checked(key))" }

    public func writer(for key: String) async throws -> any ObjectWriter {
        let final = try path(of: key)
        let folder = root + "/.partial"
        let threads = threads
        let (descriptor, temporary) = try await threads.run { () -> (Int32, String) in
            var template = Array((folder + "/XXXXXX").utf8CString)
            let descriptor = mkstemp(&template)
            guard descriptor >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw FileCall.failure("making a file in", folder) }
            return (descriptor, String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        return FileObjectWriter(key: key, path: final, temporary: temporary, descriptor: descriptor, threads: threads)
    }

    public func reader(forKey key: String) async throws -> any ObjectReader {
        try await FileReader.open(try path(of: key), from: 0, limit: nil, threads: threads)
    }

    public func stat(_ key: String) async throws -> ObjectInformation? {
        let path = try path(of: key)
        return try await threads.run {
            guard let status = try FileCall.status(path), status.st_mode & S_IFMT == S_IFREG else { return nil }
            return ObjectInformation(key: key, bytes: Int64(status.st_size))
        }
    }

    public func list(prefix: String, after: String?, limit: Int) async throws -> [ObjectInformation] {
        let root = root
        return try await threads.run {
            // Only the folder that the prefix names is walked.
            let folder = prefix.lastIndex(of: "/").map { String(prefix[..<$0]) } ?? ""
            if !folder.isEmpty { _ = try ObjectKey.checked(folder) }
            guard let walk = FileManager.default.enumerator(atPath: folder.isEmpty ? root : "\(root)/\(folder)") else { return [] }
            var found: [ObjectInformation] = []
            for case let name as String in walk {
                if name.hasPrefix(".") || name.contains("/.") { continue }
                let key = folder.isEmpty ? name : "\(folder)/\(name)"
                guard key.hasPrefix(prefix), after.map({ Self.precedes($0, key) }) ?? true else { continue }
                guard let status = try FileCall.status("\(root)/\(key)"), status.st_mode & S_IFMT == S_IFREG else { continue }
                found.append(ObjectInformation(key: key, bytes: Int64(status.st_size)))
            }
            return Array(found.sorted { Self.precedes($0.key, $1.key) }.prefix(min(max(limit, 1), 1000)))
        }
    }

    public func delete(_ key: String) async throws {
        let path = try path(of: key)
        try await threads.run {
            if unlink(path) != 0, errno != ENOENT, errno != ENOTDIR { throw FileCall.failure("removing", path) }
        }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
}
