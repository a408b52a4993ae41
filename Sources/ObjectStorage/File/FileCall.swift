import FleetCore
import Glibc

/// File calls that tell what went wrong, where, and whether another try may help.
enum FileCall {
    /// The error of the last failed call on `path`.
    static func failure(_ what: String, _ path: String) -> FleetError {
        let number = errno
        let cause = String(cString: strerror(number))
        switch number {
        case ENOENT, ENOTDIR: return FleetError("object_missing", .permanent, "\(what) \(path): \(cause)")
        case EACCES, EPERM, ELOOP: return FleetError("store_denied", .permanent, "\(what) \(path): \(cause)", hint: "check who owns the folder")
        case ENOSPC, EDQUOT:
            return FleetError("store_full", .transient, "\(what) \(path): \(cause)", hint: "free space on the disk of the artifacts")
        default: return FleetError("store_unavailable", .transient, "\(what) \(path): \(cause)")
        }
    }

    static func makeFolders(_ path: String) throws {
        var built = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            built += "/" + part
            if mkdir(built, 0o750) != 0, errno != EEXIST { throw failure("making the folder", built) }
        }
    }

    /// What was linked into a folder survives a power cut only once the folder itself is on the disk.
    static func syncFolder(of path: String) throws {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("opening the folder", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("syncing the folder", folder) }
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: offset), $0.count - offset) }
            if written < 0 {
                if errno == EINTR { continue }
                throw failure("writing", path)
            }
            offset += written
        }
    }

    /// At most `limit` bytes; empty at the end.
    static func read(_ descriptor: Int32, limit: Int, path: String) throws -> [UInt8] {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
                count = Glibc.read(descriptor, buffer.baseAddress, limit)
                filled = max(0, count)
            }
            if count >= 0 { return bytes }
            guard errno == EINTR else { throw failure("reading", path) }
        }
    }

    /// The file's status; nil when there is none.
    static func status(_ path: String) throws -> stat? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("looking at", path)
        }
        return status
    }
}
