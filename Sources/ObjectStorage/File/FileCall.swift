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
        case EISDIR, EFBIG: return FleetError("store_denied", .permanent, "\(what) \(path): \(cause)")
        case ENOSPC, EDQUOT:
            return FleetError("store_full", .blocked, "\(what) \(path): \(cause)", hint: "free space on the disk of the artifacts")
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

    static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: offset), $0.count - offset) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure("writing", path) }
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
}
